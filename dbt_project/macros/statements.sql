{#- the columns of a statement's level: as printed, and as used after corrections -#}
{% macro statement_values() -%}
    {{ return([
        'value', 'value_used', 'low', 'high', 'low_wide', 'high_wide',
        'low_used', 'high_used', 'low_wide_used', 'high_wide_used',
    ]) }}
{%- endmacro %}

{#- One mart of statements: those whose indicator belongs to it (column `mart` of reference.indicators). -#}
{% macro statements_of_mart(mart) -%}
select
    statements.*,
    verdicts.status as verdict,
    verdicts.severity as verdict_severity,
    verdicts.reason as verdict_reason
from {{ ref('int_statements') }} as statements
left join {{ ref('figure_verdicts') }} as verdicts on statements.observation_id = verdicts.observation_id
where statements.mart = '{{ mart }}'
{%- endmacro %}
