-- Which figures of one bulletin meet in an identity of the reference table. They have unit, place, area, partner and
-- the start of the period in common; the ends of their periods are at most 31 days apart (the nearest counts, and two
-- different month ends are two windows). One row a component, with the total it belongs to.
-- depends_on: {{ ref('int_affected_bulletins') }}
with levels as (
    {{ levels_with_rivals(series_columns()) }}
),

component_counts as (
    select identity_id, count(*) as component_count
    from {{ ref('ref_identity_components') }}
    group by identity_id
),

totals as (
    select
        levels.*,
        identities.identity_id,
        identities.kind,
        identities.exhaustive,
        identities.disjoint,
        component_counts.component_count
    from {{ ref('ref_identities') }} as identities
    inner join component_counts on identities.identity_id = component_counts.identity_id
    inner join levels
        on identities.total_indicator = levels.indicator
        and (identities.total_item = '*' or identities.total_item is not distinct from levels.item)
        and (identities.total_coverage = '*' or identities.total_coverage is not distinct from levels.coverage)
        and (
            identities.total_season is null
            or nullif(identities.total_season, 'blank') is not distinct from levels.season
        )
),

found as (
    select
        totals.identity_id,
        totals.kind,
        totals.exhaustive,
        totals.disjoint,
        totals.component_count,
        totals.observation_id as total_observation_id,
        totals.unit as total_unit,
        components.position,
        components.sign,
        levels.observation_id,
        levels.unit,
        levels.period_end = totals.period_end and not levels.has_rival and not totals.has_rival as is_firm,
        greatest(0
            {%- for bound in interval_bounds() %}, abs(levels.{{ bound }}), abs(levels.{{ bound }}_used){% endfor -%}
        ) <= 10000000000 as is_factor
    from totals
    inner join {{ ref('ref_identity_components') }} as components on totals.identity_id = components.identity_id
    inner join levels
        on totals.bulletin_id = levels.bulletin_id
        and components.component_indicator = levels.indicator
        and totals.period_start = levels.period_start
        and totals.ref_area is not distinct from levels.ref_area
        and totals.place is not distinct from levels.place
        and totals.partner is not distinct from levels.partner
        and totals.observation_id <> levels.observation_id
        and case components.component_item when '*' then totals.item else components.component_item end
            is not distinct from levels.item
        and case components.component_coverage when '*' then totals.coverage else components.component_coverage end
            is not distinct from levels.coverage
        and case
            when components.component_season is null then totals.season
            else nullif(components.component_season, 'blank')
        end is not distinct from levels.season
        and (totals.kind = 'product' or totals.unit = levels.unit)
        and (not totals.has_shared_key or totals.sentence_start = levels.sentence_start)
        and {{ ends_meet('totals.period_end', 'levels.period_end') }}
    qualify row_number() over (
        partition by totals.identity_id, totals.observation_id, components.position
        order by abs(totals.period_end - levels.period_end), levels.width nulls last, levels."start"
    ) = 1
),

counted as (
    select
        *,
        kind = 'subset' and not disjoint as stands_alone,
        count(*) over of_total = component_count as all_found,
        bool_and(is_firm) over of_total as are_firm,
        bool_and(is_factor) over of_total as are_factors,
        first_value(observation_id) over by_position as left_observation_id,
        first_value(unit) over by_position as left_unit
    from found
    window
        of_total as (partition by identity_id, total_observation_id),
        by_position as (partition by identity_id, total_observation_id order by position)
),

shaped as (
    select
        *,
        concat_ws('/', identity_id, total_observation_id, case when stands_alone then position end) as instance_key,
        case
            when kind = 'product' and exhaustive then 'product'
            when kind = 'product' then 'product_limit'
            when kind = 'difference' then 'difference'
            when kind = 'balance' and all_found then 'exhaustive'
            else 'subset'
        end as method,
        all_found or kind = 'subset' as complete,
        case when stands_alone then is_firm else are_firm end as firm
    from counted
),

sums as (
    select
        *,
        case
            when method in ('exhaustive', 'difference', 'product') then 'equal'
            when method = 'product_limit' then 'at_least'
            else 'at_most'
        end as relation
    from shaped
),

derived as (
    select
        sums.*,
        total_factors.part,
        total_factors.qualifier,
        total_factors.factor_observation_id as total_factor_id,
        factors.factor_observation_id,
        count(*) over (
            partition by sums.instance_key, total_factors.part, total_factors.qualifier
        ) as implied_count
    from sums
    inner join {{ ref('int_identity_factors') }} as total_factors
        on sums.total_observation_id = total_factors.observation_id
    inner join {{ ref('int_identity_factors') }} as factors
        on sums.observation_id = factors.observation_id
        and total_factors.part = factors.part
        and total_factors.qualifier = factors.qualifier
    where sums.method in ('exhaustive', 'subset')
)

select
    instance_key,
    identity_id,
    method,
    relation,
    cast(null as varchar) as qualifier,
    complete,
    firm,
    true as conclusive,
    'level' as total_term,
    total_observation_id,
    cast(null as varchar) as total_factor_id,
    cast(position as integer) as position,
    sign,
    'level' as term,
    observation_id,
    cast(null as varchar) as factor_id
from sums
where kind <> 'product'

union all by name

-- the two factors of a product are one term; alone, a factor only shows that the other is missing
select
    instance_key,
    identity_id,
    method,
    relation,
    cast(null as varchar) as qualifier,
    complete,
    firm,
    true as conclusive,
    'level' as total_term,
    total_observation_id,
    cast(null as varchar) as total_factor_id,
    cast(position as integer) as position,
    '+' as sign,
    case when complete then 'product' else 'level' end as term,
    case when complete then left_observation_id else observation_id end as observation_id,
    case when complete then observation_id end as factor_id
from sums
where kind = 'product'
    and case
        when not complete then exhaustive
        else observation_id <> left_observation_id and are_factors and unit = total_unit || '/' || left_unit
    end

union all by name

select
    concat_ws('/', instance_key, part, qualifier) as instance_key,
    identity_id,
    part || case when relation = 'equal' then '_total' else '_subset' end as method,
    relation,
    nullif(qualifier, '') as qualifier,
    complete,
    firm,
    true as conclusive,
    part as total_term,
    total_observation_id,
    total_factor_id,
    cast(position as integer) as position,
    '+' as sign,
    part as term,
    observation_id,
    factor_observation_id as factor_id
from derived
where relation = 'at_most' or implied_count = component_count
