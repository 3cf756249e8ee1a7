{#- No row lacks one of the columns; an empty text is as bad as none. One test a table. -#}
{% test columns_are_filled(model, columns) -%}
{%- for column_name in columns %}
select
    '{{ column_name }}' as empty_column,
    count(*) as row_count
from {{ model }}
where "{{ column_name }}" is null or cast("{{ column_name }}" as varchar) = ''
having count(*) > 0
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
{%- endtest %}
