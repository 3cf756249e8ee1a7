-- The conflicts of the network, one row each.
with unnested as (
    select
        component_id,
        unnest(conflicts) as found
    from {{ ref('int_reconciliation_network') }}
)

select
    component_id,
    found.conflict_id,
    found.status,
    found.severity,
    found.bulletin_ids,
    found.observation_ids,
    found.edit_ids,
    found.suspect_ids,
    found.series,
    found.unit,
    found.gap,
    found.strain,
    found.revision_band,
    found.revision_needed,
    found.quotes,
    found.explanation_vi,
    found.explanation_en,
    found.proof_vi,
    found.proof_en,
    found.min_sets,
    found.certificate,
    found.certificate_verified
from unnested
