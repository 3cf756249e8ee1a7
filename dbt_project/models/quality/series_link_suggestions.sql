-- Series of different bulletins that may be one, as hypotheses: accepted by a row of the steward's series_links.
with unnested as (
    select
        unnest(suggestions) as suggestion
    from {{ ref('int_series_link_suggestions') }}
)

select
    suggestion.suggestion_id,
    suggestion.bulletin_id,
    suggestion.ref_area,
    suggestion.indicator,
    suggestion.item,
    suggestion.season,
    suggestion.coverage,
    suggestion.partner,
    suggestion.linked_bulletin_id,
    suggestion.linked_ref_area,
    suggestion.linked_indicator,
    suggestion.linked_item,
    suggestion.linked_season,
    suggestion.linked_coverage,
    suggestion.linked_partner,
    suggestion.status,
    suggestion.pair_count,
    suggestion.bulletin_ids,
    suggestion.observation_ids,
    suggestion.quotes,
    suggestion.strain,
    suggestion.revision_band,
    suggestion.revision_needed,
    suggestion.explanation_vi,
    suggestion.explanation_en,
    suggestion.proof_vi,
    suggestion.proof_en,
    suggestion.rejected_vi,
    suggestion.rejected_en,
    suggestion.csv_row
from unnested
