-- Identities between bulletins, over series that are one (link_key): this year's implied base and the report of the
-- year before, implied and printed plans, two vintages of one period, cumulative flows. One row a component (the
-- earlier vintage), with the total it belongs to.
-- depends_on: {{ ref('int_affected_bulletins') }}
with figures as (
    select *
    from {{ ref('int_identity_figures') }}
    where obstacle is null and link_key is not null
),

levels as (
    select *
    from figures
    where is_level
),

base_links as (
    select
        'base_link' as identity_id,
        'growth_link' as method,
        'equal' as relation,
        factors.qualifier,
        bases.obs_status as earlier_status,
        factors.obs_status as later_status,
        'base' as total_term,
        levels.observation_id as total_observation_id,
        factors.factor_observation_id as total_factor_id,
        bases.observation_id
    from levels
    inner join {{ ref('int_identity_factors') }} as factors
        on levels.observation_id = factors.observation_id and factors.part = 'base'
    inner join levels as bases
        on levels.link_key = bases.link_key
        and factors.base_period_start = bases.period_start
        and factors.base_period_end = bases.period_end
        and levels.bulletin_id <> bases.bulletin_id
    qualify row_number() over (
        partition by levels.observation_id, factors.qualifier
        order by bases.published_on desc nulls last, bases.bulletin_id desc, bases.width nulls last, bases."start"
    ) = 1
),

plan_links as (
    select
        'plan_link' as identity_id,
        'plan_link' as method,
        'equal' as relation,
        nullif(factors.qualifier, '') as qualifier,
        cast(null as varchar) as earlier_status,
        cast(null as varchar) as later_status,
        'plan' as total_term,
        levels.observation_id as total_observation_id,
        factors.factor_observation_id as total_factor_id,
        plans.observation_id
    from levels
    inner join {{ ref('int_identity_factors') }} as factors
        on levels.observation_id = factors.observation_id and factors.part = 'plan'
    inner join figures as plans
        on levels.link_key = plans.link_key
        and year(levels.period_start) = year(plans.period_start)
        and levels.period_end <= plans.period_end
        and factors.qualifier = coalesce(plans.plan_authority, '')
        and levels.bulletin_id <> plans.bulletin_id
    where plans.measure = 'level' and plans.role = 'plan' and plans.restates is null
    qualify row_number() over (
        partition by levels.observation_id, factors.qualifier
        order by
            plans.period_end desc, plans.published_on desc nulls last, plans.bulletin_id desc,
            plans.width nulls last, plans."start"
    ) = 1
),

one_a_bulletin as (
    select *
    from levels
    qualify row_number() over (
        partition by link_key, period_start, period_end, bulletin_id
        order by width nulls last, "start"
    ) = 1
),

vintages as (
    select
        observation_id as total_observation_id,
        obs_status as later_status,
        lag(observation_id) over by_vintage as observation_id,
        lag(obs_status) over by_vintage as earlier_status
    from one_a_bulletin
    window
        by_vintage as (
            partition by link_key, period_start, period_end
            order by published_on nulls first, bulletin_id
        )
),

newest_ends as (
    select *
    from levels
    where accumulates
    qualify row_number() over (
        partition by link_key, period_start, period_end
        order by published_on desc nulls last, bulletin_id desc, width nulls last, "start"
    ) = 1
),

accumulations as (
    select
        observation_id as total_observation_id,
        bulletin_id,
        obs_status as later_status,
        lag(observation_id) over by_end as observation_id,
        lag(bulletin_id) over by_end as earlier_bulletin_id,
        lag(obs_status) over by_end as earlier_status
    from newest_ends
    window by_end as (partition by link_key, period_start order by period_end)
),

found as (
    select * from base_links
    union all by name
    select * from plan_links
    union all by name
    select
        'vintage_link' as identity_id,
        'level_link' as method,
        'equal' as relation,
        earlier_status,
        later_status,
        'level' as total_term,
        total_observation_id,
        observation_id
    from vintages
    where observation_id is not null
    union all by name
    select
        'cumulative_link' as identity_id,
        'monotone_link' as method,
        'at_most' as relation,
        earlier_status,
        later_status,
        'level' as total_term,
        total_observation_id,
        observation_id
    from accumulations
    where bulletin_id <> earlier_bulletin_id
)

select
    concat_ws('/', identity_id, qualifier, total_observation_id, observation_id) as instance_key,
    *,
    true as complete,
    true as firm,
    true as conclusive,
    1 as position,
    '+' as sign,
    'level' as term,
    cast(null as varchar) as factor_id
from found
