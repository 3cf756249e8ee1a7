-- One row a printed figure: as printed, as corrected by the steward, with names, sentence and who says so.
with corrections as (
    select
        observation_id,
        map_from_entries(list((column_name, new_value))) as new_values,
        string_agg(correction_id, ', ' order by correction_id) as correction_id
    from {{ ref('int_corrections') }}
    where status = 'applied'
    group by observation_id
),

figures as (
    select
        figures.bulletin_id,
        figures.observation_id,
        {{ corrected('statement_id') }} as statement_id,
        figures."start",
        figures."end",
        figures.quote,
        figures.sentence_start,
        figures.sentence_end,
        {{ corrected('domain') }} as domain,
        {{ corrected('indicator') }} as indicator,
        {{ corrected('item') }} as item,
        {{ corrected('season') }} as season,
        {{ corrected('coverage') }} as coverage,
        {{ corrected('partner') }} as partner,
        figures.indicator_phrase,
        {{ corrected('measure') }} as measure,
        {{ corrected('basis') }} as basis,
        {{ corrected('base_period_start', 'date') }} as base_period_start,
        {{ corrected('base_period_end', 'date') }} as base_period_end,
        {{ corrected('plan_authority') }} as plan_authority,
        {{ corrected('role') }} as role,
        figures.value_text,
        figures.value,
        {{ corrected('value', 'decimal(38, 6)') }} as value_used,
        corrections.correction_id,
        figures.decimals,
        {{ corrected('unit') }} as unit,
        figures.unit_text,
        figures.value_candidates,
        {{ corrected('hedge') }} as hedge,
        figures.low,
        figures.high,
        figures.low_wide,
        figures.high_wide,
        {{ corrected_bound('low') }} as low_used,
        {{ corrected_bound('high') }} as high_used,
        {{ corrected_bound('low_wide') }} as low_wide_used,
        {{ corrected_bound('high_wide') }} as high_wide_used,
        {{ corrected('obs_status') }} as obs_status,
        {{ corrected('ref_area') }} as ref_area,
        {{ corrected('place') }} as place,
        {{ corrected('period_start', 'date') }} as period_start,
        {{ corrected('period_end', 'date') }} as period_end,
        {{ corrected('time_period') }} as time_period,
        figures.period_source,
        figures.basis_source,
        figures.unit_source,
        figures.indicator_source,
        {{ corrected('restates') }} as restates,
        figures.rule_ids,
        figures.flags,
        figures.evidence
    from {{ ref('stg_observations') }} as figures
    left join corrections on figures.observation_id = corrections.observation_id
)

select
    figures.*,
    figures.restates is null as is_preferred,
    substr(
        documents.text, figures.sentence_start + 1, figures.sentence_end - figures.sentence_start
    ) as sentence,
    {{ page_of('figures') }} as page,
    indicators.mart,
    indicators.name_vi as indicator_name_vi,
    indicators.name_en as indicator_name_en,
    items.name_vi as item_name_vi,
    items.name_en as item_name_en,
    seasons.name_vi as season_name_vi,
    seasons.name_en as season_name_en,
    coverages.name_vi as coverage_name_vi,
    coverages.name_en as coverage_name_en,
    areas.name_vi as area_name_vi,
    areas.name_en as area_name_en,
    bulletins.publisher,
    bulletins.issuing_authority,
    bulletins.source_name,
    bulletins.published_on
from figures
inner join {{ ref('int_bulletins') }} as bulletins on figures.bulletin_id = bulletins.bulletin_id
inner join {{ ref('stg_documents') }} as documents on figures.bulletin_id = documents.bulletin_id
left join {{ ref('ref_indicators') }} as indicators on figures.indicator = indicators.code
left join {{ ref('ref_items') }} as items on figures.item = items.code
left join {{ ref('ref_seasons') }} as seasons on figures.season = seasons.code
left join {{ ref('ref_coverages') }} as coverages on figures.coverage = coverages.code
left join {{ areas_by_date() }} as areas
    on figures.ref_area = areas.code
    and {{ date_of('figures', 'bulletins') }} between areas.from_date and areas.to_date
