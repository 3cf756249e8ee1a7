-- What the network says of each figure, one row each: its own part of the network, and the parts that borrow it.
with unnested as (
    select
        component_id,
        unnest(findings) as found
    from {{ ref('int_reconciliation_network') }}
)

select
    max(unnested.component_id) filter (where unnested.found.is_own) as component_id,
    unnested.found.observation_id,
    max(unnested.found.rest_low) filter (where unnested.found.is_own) as rest_low,
    max(unnested.found.rest_high) filter (where unnested.found.is_own) as rest_high,
    bool_or(unnested.found.is_tight) as is_tight,
    list_sort(list_distinct(flatten(list(unnested.found.conflict_ids)))) as conflict_ids,
    bool_or(unnested.found.is_suspect) as is_suspect
from unnested
group by unnested.found.observation_id
