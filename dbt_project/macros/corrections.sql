{#- a column of a figure as it stands after the corrections that apply -#}
{% macro corrected(column_name, data_type='varchar') -%}
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
            then figures.{{ column_name }} + ({{ corrected('value', 'decimal(38, 6)') }} - figures.value)
        else figures.{{ column_name }}
    end
{%- endmacro %}
