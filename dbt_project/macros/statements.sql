{#- the columns of a statement's level: as printed, and as used after corrections -#}
{% macro statement_values() -%}
    {{ return([
        'value', 'value_used', 'low', 'high', 'low_wide', 'high_wide',
        'low_used', 'high_used', 'low_wide_used', 'high_wide_used',
    ]) }}
{%- endmacro %}
