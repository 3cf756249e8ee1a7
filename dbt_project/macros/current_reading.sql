{#- The rows of an extracted raw table that belong to the reading that counts; older readings stay in raw. -#}
{% macro rows_of_current_reading(table_name) -%}
select extracted.*
from {{ source('raw', table_name) }} as extracted
inner join {{ ref('stg_readings') }} as readings
    on extracted.bulletin_id = readings.bulletin_id
    and extracted.reading_id = readings.reading_id
    and extracted.batch_id = readings.batch_id
where readings.error is null
{%- endmacro %}
