{#- Each row has its own key, and no row lacks what every row must have; an empty text is as bad as none.
    One test a table: `columns` are the key, `filled` whatever else must be there. -#}
{% test rows_are_unique(model, columns, filled=[]) -%}
select
    {{ columns | join(',\n    ') }},
    count(*) as rows_with_this_key
    {%- for column_name in filled %},
    count(*) filter (where "{{ column_name }}" is null or cast("{{ column_name }}" as varchar) = '')
        as "rows_without_{{ column_name }}"
    {%- endfor %}
from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- for column_name in filled %}
    or count(*) filter (where "{{ column_name }}" is null or cast("{{ column_name }}" as varchar) = '') > 0
    {%- endfor %}
{%- endtest %}
