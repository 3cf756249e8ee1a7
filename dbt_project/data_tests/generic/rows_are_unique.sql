{#- Each row has its own key. One test a table, over all columns of the key. -#}
{% test rows_are_unique(model, columns) -%}
select
    {{ columns | join(',\n    ') }},
    count(*) as rows_with_this_key
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{%- endtest %}
