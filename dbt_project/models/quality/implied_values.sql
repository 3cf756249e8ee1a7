-- What all figures together imply for each level, and for the plans and bases behind its percentages; with the round plan
-- where only one is possible.
with unnested as (
    select
        component_id,
        unnest(implied) as found
    from {{ ref('int_reconciliation_network') }}
)

select
    component_id,
    found.form,
    found.observation_id,
    found.factor_id,
    found.low,
    found.high,
    found.round_value
from unnested
