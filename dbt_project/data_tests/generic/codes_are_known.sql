{#- Each column holds only codes of its list: a list of codes, or {table: name, column: code} of a reference table.
    Null is left to columns_are_filled. One test a table. -#}
{% test codes_are_known(model, codes) -%}
{%- for column_name, known in codes.items() %}
select
    '{{ column_name }}' as coded_column,
    cast("{{ column_name }}" as varchar) as unknown_code,
    count(*) as row_count
from {{ model }}
where
    "{{ column_name }}" is not null
    {%- if known is mapping %}
    and cast("{{ column_name }}" as varchar) not in (select known.{{ known.column }} from {{ ref(known.table) }} as known)
    {%- else %}
    and cast("{{ column_name }}" as varchar) not in ('{{ known | join("', '") }}')
    {%- endif %}
group by "{{ column_name }}"
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
{%- endtest %}
