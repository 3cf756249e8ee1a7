-- The conflicts of the network, one row each.
with unnested as (
    select
        component_id,
        unnest(conflicts) as found
    from {{ ref('int_reconciliation_network') }}
)

select
    unnested.component_id,
    unnested.found.conflict_id,
    unnested.found.status,
    unnested.found.severity,
    unnested.found.bulletin_ids,
    unnested.found.observation_ids,
    unnested.found.edit_ids,
    unnested.found.suspect_ids,
    unnested.found.series,
    unnested.found.unit,
    unnested.found.gap,
    unnested.found.strain,
    unnested.found.revision_band,
    unnested.found.revision_needed,
    unnested.found.quotes,
    unnested.found.explanation_vi,
    unnested.found.explanation_en,
    unnested.found.proof_vi,
    unnested.found.proof_en,
    unnested.found.min_sets,
    unnested.found.certificate,
    unnested.found.certificate_verified
from unnested
