{#- One name: a table is schema.table wherever people meet it. dbt's resource names stay unique
    (stg_observations, int_figures, ref_units); the prefix is dropped from the table's name. -#}

{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}

{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {%- if custom_alias_name -%}
        {{ custom_alias_name | trim }}
    {%- else -%}
        {{ modules.re.sub('^(stg|int|ref)_', '', node.name) }}
    {%- endif -%}
{%- endmacro %}
