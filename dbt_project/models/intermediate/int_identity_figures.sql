-- Every figure as the identities see it: why it cannot be used (obstacle), its name in a formula, and the key by
-- which other bulletins know its series. An unstated coverage has no such key unless a steward's link gives it one,
-- and an area whose borders changed is another area. Limits: expectations/reconciliation/figures.py.
with links as (
    select
        *,
        concat_ws(
            '|',
            case when coverage is null then coalesce(bulletin_id, '*') else '' end,
            coalesce(ref_area, ''), coalesce(indicator, ''), coalesce(item, ''), coalesce(season, ''),
            coalesce(coverage, ''), coalesce(partner, '')
        ) as series_name
    from {{ ref('stg_series_links') }}
),

named_by_link as (
    select
        figures.observation_id,
        arg_min(links.series_name, links.series_link_id) filter (where {{ same_link_side('linked_') }})
            as name_as_linked,
        arg_min(links.series_name, links.series_link_id) filter (where {{ same_link_side('') }})
            as name_as_series
    from {{ ref('int_figures') }} as figures
    inner join links on figures.indicator in (links.indicator, links.linked_indicator)
    group by figures.observation_id
),

area_versions as (
    select
        figures.observation_id,
        max(coalesce(cast(areas.valid_from as varchar), '')) as area_version
    from {{ ref('int_figures') }} as figures
    inner join {{ ref('ref_areas') }} as areas
        on figures.ref_area = areas.code
        and figures.period_end >= coalesce(areas.valid_from, date '0001-01-01')
        and figures.period_end <= coalesce(areas.valid_to, date '9999-12-31')
    where figures.period_end is not null
    group by figures.observation_id
),

balances as (
    select distinct total_indicator as indicator
    from {{ ref('ref_identities') }}
    where kind = 'difference'
)

select
    figures.observation_id,
    figures.bulletin_id,
    figures.statement_id,
    figures."start",
    figures.sentence_start,
    figures.quote,
    figures.domain,
    figures.indicator,
    figures.item,
    figures.season,
    figures.coverage,
    figures.partner,
    figures.measure,
    figures.basis,
    figures.base_period_start,
    figures.base_period_end,
    figures.plan_authority,
    figures.role,
    figures.unit,
    figures.obs_status,
    figures.ref_area,
    figures.place,
    figures.period_start,
    figures.period_end,
    figures.time_period,
    figures.restates,
    figures.published_on,
    {%- for bound in interval_bounds() %}
    figures.{{ bound }}_used,
    figures.{{ bound }},
    {%- endfor %}
    figures.high_used - figures.low_used as width,
    case
        when figures.indicator is null then 'unclassified'
        when figures.value_used is null then 'no_value'
        when figures.unit is null then 'no_unit'
        when figures.period_start is null or figures.period_end is null then 'no_period'
        when
            greatest(
                0
                {%- for bound in interval_bounds() %}, abs(figures.{{ bound }}), abs(figures.{{ bound }}_used){% endfor -%}
            ) > case when figures.unit = 'percent' then 1000000 else 100000000000000000 end
            then 'out_of_range'
    end as obstacle,
    figures.measure = 'level' and figures.role = 'actual' and figures.restates is null as is_level,
    shared_keys.indicator is not null as has_shared_key,
    coalesce(
        indicators.kind = 'flow'
        and shared_keys.indicator is null
        and balances.indicator is null
        and figures.low_used >= 0
        and not contains(figures.unit, '/'),
        false
    ) as accumulates,
    {{ series_label('figures.indicator', 'figures.item', 'figures.season', 'figures.coverage') }} as label,
    concat_ws(
        '; ',
        coalesce(figures.indicator_name_vi, figures.indicator),
        coalesce(figures.item_name_vi, figures.item),
        coalesce(figures.season_name_vi, figures.season),
        coalesce(figures.coverage_name_vi, figures.coverage),
        figures.partner,
        figures.ref_area,
        figures.place,
        cast(figures.period_start as varchar) || '/' || cast(figures.period_end as varchar)
    ) as series,
    case
        when shared_keys.indicator is null
            then coalesce(
                named_by_link.name_as_linked,
                case
                    when figures.coverage is not null
                        then concat_ws(
                            '|', '', coalesce(figures.ref_area, ''), figures.indicator, coalesce(figures.item, ''),
                            coalesce(figures.season, ''), figures.coverage, coalesce(figures.partner, '')
                        )
                end,
                named_by_link.name_as_series
            ) || '|' || coalesce(figures.place, '') || '|' || area_versions.area_version || '|' || figures.unit
    end as link_key
from {{ ref('int_figures') }} as figures
left join {{ ref('ref_indicators') }} as indicators on figures.indicator = indicators.code
left join {{ ref('ref_shared_key_indicators') }} as shared_keys on figures.indicator = shared_keys.indicator
left join balances on figures.indicator = balances.indicator
left join named_by_link on figures.observation_id = named_by_link.observation_id
left join area_versions on figures.observation_id = area_versions.observation_id
