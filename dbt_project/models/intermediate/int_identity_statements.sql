-- Identities that lie in what one bulletin says: repetitions, printed plans, bases and changes, cumulative flows. Inside
-- a bulletin an unstated coverage is the same unstated scope. One row a component, with the total it belongs to.
-- depends_on: {{ ref('int_affected_bulletins') }}
with figures as (
    select *
    from {{ ref('int_identity_figures') }}
    where obstacle is null
),

levels as (
    select *
    from figures
    where is_level
),

restatements as (
    select
        'restatement' as identity_id,
        'repeat' as method,
        'equal' as relation,
        cast(null as varchar) as qualifier,
        true as conclusive,
        'level' as total_term,
        kept.observation_id as total_observation_id,
        cast(null as varchar) as total_factor_id,
        'level' as term,
        figures.observation_id,
        cast(null as varchar) as factor_id
    from figures
    inner join figures as kept on figures.restates = kept.observation_id and figures.unit = kept.unit
),

repetitions as (
    select
        observation_id as total_observation_id,
        lead(observation_id) over (
            partition by
                {{ series_columns() | join(', ') }}, measure, role, basis, base_period_start, base_period_end,
                plan_authority, period_start, period_end
            order by "start"
        ) as observation_id
    from figures
    where measure in ('level', 'growth', 'ratio', 'change', 'plan_attainment')
        and restates is null
        and not has_shared_key
),

printed_plans as (
    select
        'printed_plan' as identity_id,
        'plan_level' as method,
        'equal' as relation,
        nullif(factors.qualifier, '') as qualifier,
        true as conclusive,
        'plan' as total_term,
        levels.observation_id as total_observation_id,
        factors.factor_observation_id as total_factor_id,
        'level' as term,
        plans.observation_id,
        cast(null as varchar) as factor_id
    from levels
    inner join {{ ref('int_identity_factors') }} as factors
        on levels.observation_id = factors.observation_id and factors.part = 'plan'
    inner join figures as plans
        on {{ same_series('levels', 'plans') }}
        and year(levels.period_start) = year(plans.period_start)
        and levels.period_end <= plans.period_end
        and factors.qualifier = coalesce(plans.plan_authority, '')
    where plans.measure = 'level'
        and plans.role = 'plan'
        and plans.restates is null
        and not levels.has_shared_key
    qualify row_number() over (
        partition by levels.observation_id, factors.qualifier
        order by plans.period_end desc, plans.width nulls last, plans."start"
    ) = 1
),

printed_bases as (
    select
        'printed_base' as identity_id,
        'base_level' as method,
        'equal' as relation,
        factors.qualifier,
        true as conclusive,
        'base' as total_term,
        levels.observation_id as total_observation_id,
        factors.factor_observation_id as total_factor_id,
        'level' as term,
        bases.observation_id,
        cast(null as varchar) as factor_id
    from levels
    inner join {{ ref('int_identity_factors') }} as factors
        on levels.observation_id = factors.observation_id and factors.part = 'base'
    inner join figures as bases
        on {{ same_series('levels', 'bases') }}
        and factors.base_period_start = bases.period_start
        and factors.base_period_end = bases.period_end
        and levels.observation_id <> bases.observation_id
    where bases.measure = 'level'
        and bases.role in ('actual', 'comparison')
        and bases.restates is null
        and not levels.has_shared_key
    qualify row_number() over (
        partition by levels.observation_id, factors.qualifier
        order by bases.width nulls last, bases."start"
    ) = 1
),

printed_changes as (
    select
        'printed_change' as identity_id,
        'change_growth' as method,
        'equal' as relation,
        changes.basis as qualifier,
        true as conclusive,
        'level' as total_term,
        changes.observation_id as total_observation_id,
        cast(null as varchar) as total_factor_id,
        'change' as term,
        levels.observation_id,
        factors.factor_observation_id as factor_id
    from levels
    inner join figures as changes
        on levels.observation_id = changes.statement_id
        and levels.bulletin_id = changes.bulletin_id
        and levels.unit = changes.unit
    inner join {{ ref('int_identity_factors') }} as factors
        on levels.observation_id = factors.observation_id
        and factors.part = 'base'
        and changes.basis = factors.qualifier
    where changes.measure = 'change'
        and changes.role = 'actual'
        and factors.measure = 'growth'
),

ends as (
    select *
    from levels
    where accumulates
    qualify row_number() over (
        partition by {{ series_columns() | join(', ') }}, period_start, period_end
        order by width nulls last, "start"
    ) = 1
),

-- where the coverage is unstated it may be that of two scopes, so that a fall proves nothing
accumulations as (
    select
        observation_id as total_observation_id,
        coverage is not null as conclusive,
        lag(observation_id) over (
            partition by {{ series_columns() | join(', ') }}, period_start
            order by period_end
        ) as observation_id
    from ends
),

found as (
    select * from restatements
    union all by name
    select
        'same_series' as identity_id,
        'repeat' as method,
        'equal' as relation,
        true as conclusive,
        'level' as total_term,
        total_observation_id,
        'level' as term,
        observation_id
    from repetitions
    where observation_id is not null
    union all by name
    select * from printed_plans
    union all by name
    select * from printed_bases
    union all by name
    select * from printed_changes
    union all by name
    select
        'cumulative' as identity_id,
        'monotone' as method,
        'at_most' as relation,
        conclusive,
        'level' as total_term,
        total_observation_id,
        'level' as term,
        observation_id
    from accumulations
    where observation_id is not null
)

select
    concat_ws('/', identity_id, qualifier, total_observation_id, observation_id) as instance_key,
    *,
    true as complete,
    true as firm,
    1 as position,
    '+' as sign
from found
