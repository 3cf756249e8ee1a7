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
