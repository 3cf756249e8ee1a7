{#- The columns of a figure that a steward may correct, with their types. What the text holds (spans, quotes, the
    number as printed) is not among them: that is evidence, and stays. -#}
{% macro correctable_columns() -%}
    {{ return({
        'statement_id': 'varchar', 'domain': 'varchar', 'indicator': 'varchar', 'item': 'varchar',
        'season': 'varchar', 'coverage': 'varchar', 'partner': 'varchar', 'measure': 'varchar',
        'basis': 'varchar', 'base_period_start': 'date', 'base_period_end': 'date',
        'plan_authority': 'varchar', 'role': 'varchar', 'value': 'decimal(38, 6)', 'unit': 'varchar',
        'hedge': 'varchar', 'low': 'decimal(38, 6)', 'high': 'decimal(38, 6)',
        'low_wide': 'decimal(38, 6)', 'high_wide': 'decimal(38, 6)', 'obs_status': 'varchar',
        'ref_area': 'varchar', 'place': 'varchar', 'period_start': 'date', 'period_end': 'date',
        'time_period': 'varchar', 'restates': 'varchar',
    }) }}
{%- endmacro %}

{#- a column as it stands after the corrections that apply -#}
{% macro corrected(column_name) -%}
    {%- set data_type = correctable_columns()[column_name] -%}
    case
        when map_contains(corrections.new_values, '{{ column_name }}')
            then try_cast(corrections.new_values['{{ column_name }}'] as {{ data_type }})
        else figures.{{ column_name }}
    end
{%- endmacro %}

{#- a bound of the value in use: the corrected bound, else the printed one moved along with the value -#}
{% macro corrected_bound(column_name) -%}
    case
        when map_contains(corrections.new_values, '{{ column_name }}')
            then try_cast(corrections.new_values['{{ column_name }}'] as decimal(38, 6))
        when map_contains(corrections.new_values, 'value')
            then figures.{{ column_name }} + ({{ corrected('value') }} - figures.value)
        else figures.{{ column_name }}
    end
{%- endmacro %}
