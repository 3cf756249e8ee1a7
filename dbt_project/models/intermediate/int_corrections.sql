-- Each correction beside the figure it names: what is printed there now, and whether the correction applies.
-- What the text holds (spans, quotes, the number as printed) can't be corrected: it is evidence.
{%- set correctable = {
    'statement_id': 'varchar', 'domain': 'varchar', 'indicator': 'varchar', 'item': 'varchar', 'season': 'varchar',
    'coverage': 'varchar', 'partner': 'varchar', 'measure': 'varchar', 'basis': 'varchar',
    'base_period_start': 'date', 'base_period_end': 'date', 'plan_authority': 'varchar', 'role': 'varchar',
    'value': 'decimal(38, 6)', 'unit': 'varchar', 'hedge': 'varchar', 'low': 'decimal(38, 6)',
    'high': 'decimal(38, 6)', 'low_wide': 'decimal(38, 6)', 'high_wide': 'decimal(38, 6)', 'obs_status': 'varchar',
    'ref_area': 'varchar', 'place': 'varchar', 'period_start': 'date', 'period_end': 'date',
    'time_period': 'varchar', 'restates': 'varchar',
} %}
with matched as (
    select
        corrections.*,
        figures.observation_id is not null as figure_found,
        case corrections.column_name
            {%- for column_name in correctable %}
            when '{{ column_name }}' then cast(figures.{{ column_name }} as varchar)
            {%- endfor %}
        end as printed_value,
        case corrections.column_name
            {%- for column_name, data_type in correctable.items() %}
            when '{{ column_name }}'
                then coalesce(
                    try_cast(corrections.old_value as {{ data_type }}) = figures.{{ column_name }},
                    corrections.old_value is null and figures.{{ column_name }} is null
                )
            {%- endfor %}
        end as old_value_matches,
        case corrections.column_name
            {%- for column_name, data_type in correctable.items() %}
            when '{{ column_name }}'
                then corrections.new_value is null or try_cast(corrections.new_value as {{ data_type }}) is not null
            {%- endfor %}
        end as new_value_fits,
        count(*) over (partition by corrections.observation_id, corrections.column_name) as rivals
    from {{ ref('stg_corrections') }} as corrections
    left join {{ ref('stg_observations') }} as figures on corrections.observation_id = figures.observation_id
)

select
    correction_id,
    observation_id,
    column_name,
    old_value,
    new_value,
    printed_value,
    case
        when not figure_found then 'figure_missing'
        when old_value_matches is null then 'column_not_correctable'
        when not old_value_matches then 'old_value_differs'
        when not new_value_fits then 'new_value_invalid'
        when rivals > 1 then 'more_than_one'
        else 'applied'
    end as status,
    reason,
    author,
    corrected_on
from matched
