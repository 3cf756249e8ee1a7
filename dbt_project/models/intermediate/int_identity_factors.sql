-- The percentage by which a level implies a plan (plan attainment, by authority) or a base (growth or ratio, by
-- basis): of several the narrowest, then the first. A month end stays one a year before (29 February).
with percentages as (
    select
        levels.observation_id,
        factors.observation_id as factor_observation_id,
        factors.measure,
        factors.obs_status,
        factors.base_period_start,
        case
            when levels.period_end = last_day(levels.period_end) then last_day(factors.base_period_end)
            else factors.base_period_end
        end as base_period_end,
        case when factors.measure = 'plan_attainment' then 'plan' else 'base' end as part,
        case
            when factors.measure = 'plan_attainment' then coalesce(factors.plan_authority, '')
            else factors.basis
        end as qualifier,
        factors.width,
        factors."start"
    from {{ ref('int_identity_figures') }} as levels
    inner join {{ ref('int_identity_figures') }} as factors
        on levels.observation_id = factors.statement_id
        and levels.bulletin_id = factors.bulletin_id
    where levels.obstacle is null
        and levels.is_level
        and factors.obstacle is null
        and factors.unit = 'percent'
        and factors.role = 'actual'
        and (
            factors.measure = 'plan_attainment'
            or (
                factors.measure in ('growth', 'ratio')
                and factors.basis in ('same_period_previous_year', 'previous_period', 'previous_year_end')
            )
        )
)

select
    observation_id,
    part,
    qualifier,
    factor_observation_id,
    measure,
    obs_status,
    base_period_start,
    base_period_end
from percentages
qualify row_number() over (
    partition by observation_id, part, qualifier
    order by width nulls last, "start"
) = 1
