-- What all figures together imply for each level, and for the plans and bases behind its percentages; with the round plan
-- where only one is possible.
with unnested as (
    select
        component_id,
        unnest(implied) as found
    from {{ ref('int_reconciliation_network') }}
)

select
    unnested.component_id,
    unnested.found.form,
    unnested.found.observation_id,
    unnested.found.factor_id,
    unnested.found.low,
    unnested.found.high,
    unnested.found.round_value
from unnested
