{#- The interval of a reported total meets that of its components, by the last digit that is not 0: the one interval
    test of the project, on any table that has both. `relation` is equal, at_most (the components) or at_least; a null
    bound is no bound. A bulletin that contradicts itself is news and no fault of the build: severity warn, and the
    rows that fail are kept. -#}
{% test total_reconciles_with_components(
    model,
    relation='equal',
    total_low='total_low_wide',
    total_high='total_high_wide',
    components_low='components_low_wide',
    components_high='components_high_wide',
    settled='false'
) -%}
{{ config(severity='warn', store_failures=true, schema='quality_failures') }}
select *
from {{ model }}
where not coalesce({{ settled }}, false)
    and {{ relation_gap("'" ~ relation ~ "'", total_low, total_high, components_low, components_high) }} > 0
{%- endtest %}
