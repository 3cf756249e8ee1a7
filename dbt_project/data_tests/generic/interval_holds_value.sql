{#- low <= value <= high, and the wide interval holds the narrow one; a null bound is unbounded. -#}
{% test interval_holds_value(model, value='value', suffix='') -%}
select *
from {{ model }}
where
    low{{ suffix }} > {{ value }}
    or {{ value }} > high{{ suffix }}
    or low_wide{{ suffix }} > low{{ suffix }}
    or high{{ suffix }} > high_wide{{ suffix }}
{%- endtest %}
