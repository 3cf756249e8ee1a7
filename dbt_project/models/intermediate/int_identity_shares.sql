-- Printed shares («xuất khẩu 1,3 tỷ USD, chiếm 48,1 % tổng kim ngạch»): a part, the whole of which it is a share, and the
-- share. The words name the whole, the series does not; so a share is tested only where one series of the bulletin can
-- be the whole: the total of a sum with the part, or the part's series without its item, season or partner. Else the row
-- says that none is printed (conclusive), or several. One row a part with a share.
-- depends_on: {{ ref('int_affected_bulletins') }}
with levels as (
    {{ levels_with_rivals(series_columns()) }}
),

parts as (
    select
        levels.*,
        shares.observation_id as share_id
    from levels
    inner join {{ ref('int_identity_figures') }} as shares
        on levels.observation_id = shares.statement_id and levels.bulletin_id = shares.bulletin_id
    where shares.obstacle is null
        and shares.measure = 'share'
        and shares.unit = 'percent'
        and shares.role = 'actual'
    qualify row_number() over (
        partition by levels.observation_id order by shares.width nulls last, shares."start"
    ) = 1
),

sums as (
    select
        identities.*,
        components.component_indicator,
        components.component_item,
        components.component_season,
        components.component_coverage
    from {{ ref('ref_identities') }} as identities
    inner join {{ ref('ref_identity_components') }} as components on identities.identity_id = components.identity_id
    where identities.kind in ('balance', 'subset')
),

wholes as (
    select
        parts.observation_id,
        wholes.observation_id as whole_id,
        parts.period_end = wholes.period_end and not parts.has_rival and not wholes.has_rival as is_certain
    from parts
    inner join levels as wholes
        on parts.bulletin_id = wholes.bulletin_id
        and parts.period_start = wholes.period_start
        and parts.ref_area is not distinct from wholes.ref_area
        and parts.place is not distinct from wholes.place
        and parts.unit = wholes.unit
        and parts.observation_id <> wholes.observation_id
        and (not wholes.has_shared_key or parts.sentence_start = wholes.sentence_start)
        and {{ ends_meet('parts.period_end', 'wholes.period_end') }}
    where (
        -- without a cut that the part has
        parts.indicator = wholes.indicator
        and parts.coverage is not distinct from wholes.coverage
        {%- for cut in ['item', 'season', 'partner'] %}
        and (wholes.{{ cut }} is null or wholes.{{ cut }} is not distinct from parts.{{ cut }})
        {%- endfor %}
        and (
            {%- for cut in ['item', 'season', 'partner'] %}
            {{ 'or ' if not loop.first }}wholes.{{ cut }} is distinct from parts.{{ cut }}
            {%- endfor %}
        )
    )
    or (
        parts.partner is not distinct from wholes.partner
        and exists (
            select 1
            from sums
            where sums.total_indicator = wholes.indicator
                and sums.component_indicator = parts.indicator
                {%- for cut in ['item', 'coverage'] %}
                and (sums.total_{{ cut }} = '*' or sums.total_{{ cut }} is not distinct from wholes.{{ cut }})
                and case sums.component_{{ cut }} when '*' then wholes.{{ cut }} else sums.component_{{ cut }} end
                    is not distinct from parts.{{ cut }}
                {%- endfor %}
                and (
                    sums.total_season is null or nullif(sums.total_season, 'blank') is not distinct from wholes.season
                )
                and case
                    when sums.component_season is null then wholes.season else nullif(sums.component_season, 'blank')
                end is not distinct from parts.season
        )
    )
    qualify row_number() over (
        partition by
            parts.observation_id, wholes.indicator, wholes.item, wholes.season, wholes.coverage, wholes.partner
        order by abs(parts.period_end - wholes.period_end), wholes.width nulls last, wholes."start"
    ) = 1
),

counted as (
    select
        observation_id,
        count(*) as whole_count,
        any_value(whole_id) as whole_id,
        any_value(is_certain) as is_certain
    from wholes
    group by observation_id
)

select
    concat_ws('/', 'printed_share', parts.observation_id) as instance_key,
    'printed_share' as identity_id,
    'share' as method,
    'equal' as relation,
    cast(null as varchar) as qualifier,
    coalesce(counted.whole_count, 0) = 1 as complete,
    true as firm,
    case counted.whole_count when 1 then counted.is_certain else counted.whole_count is null end as conclusive,
    'level' as total_term,
    parts.observation_id as total_observation_id,
    cast(null as varchar) as total_factor_id,
    1 as position,
    '+' as sign,
    'share' as term,
    case when counted.whole_count = 1 then counted.whole_id else parts.share_id end as observation_id,
    case when counted.whole_count = 1 then parts.share_id end as factor_id
from parts
left join counted on parts.observation_id = counted.observation_id
