-- Each correction beside the figure it names: what is printed there now, and whether the correction applies.
-- What the text holds (spans, quotes, the number as printed) can't be corrected: it is evidence.
{%- set words = [
    'statement_id', 'domain', 'indicator', 'item', 'season', 'coverage', 'partner', 'measure', 'basis',
    'plan_authority', 'role', 'unit', 'hedge', 'obs_status', 'ref_area', 'place', 'time_period', 'restates',
] %}
{%- set numbers = ['value', 'low', 'high', 'low_wide', 'high_wide'] %}
{%- set dates = ['base_period_start', 'base_period_end', 'period_start', 'period_end'] %}
with named_figures as (
    select
        observation_id
        {%- for column_name in words + numbers + dates %},
        coalesce(cast({{ column_name }} as varchar), '') as {{ column_name }}
        {%- endfor %}
    from {{ ref('stg_observations') }}
    where observation_id in (select corrections.observation_id from {{ ref('stg_corrections') }} as corrections)
),

cells as (
    -- unpivot leaves out nulls, so that an empty cell is an empty text on the way
    unpivot named_figures
    on {{ (words + numbers + dates) | join(', ') }}
    into name column_name value cell
),

printed as (
    select
        observation_id,
        column_name,
        nullif(cell, '') as printed_value
    from cells
),

matched as (
    select
        corrections.*,
        printed.printed_value,
        figures.observation_id is not null as figure_found,
        printed.observation_id is not null as column_found,
        case
            when corrections.column_name in ('{{ numbers | join("', '") }}')
                then try_cast(corrections.old_value as decimal(38, 6)) = cast(printed.printed_value as decimal(38, 6))
            when corrections.column_name in ('{{ dates | join("', '") }}')
                then try_cast(corrections.old_value as date) = cast(printed.printed_value as date)
            else corrections.old_value = printed.printed_value
        end as old_value_matches,
        case
            when corrections.column_name in ('{{ numbers | join("', '") }}')
                then try_cast(corrections.new_value as decimal(38, 6)) is not null
            when corrections.column_name in ('{{ dates | join("', '") }}')
                then try_cast(corrections.new_value as date) is not null
            else true
        end as new_value_fits,
        count(*) over (partition by corrections.observation_id, corrections.column_name) as rivals
    from {{ ref('stg_corrections') }} as corrections
    left join named_figures as figures on corrections.observation_id = figures.observation_id
    left join printed
        on corrections.observation_id = printed.observation_id
        and corrections.column_name = printed.column_name
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
        when not column_found then 'column_not_correctable'
        when not coalesce(old_value_matches, old_value is null and printed_value is null) then 'old_value_differs'
        when new_value is not null and not new_value_fits then 'new_value_invalid'
        when rivals > 1 then 'more_than_one'
        else 'applied'
    end as status,
    reason,
    author,
    corrected_on
from matched
