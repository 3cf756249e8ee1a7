-- What the network says of each figure, one row each: its own part of the network, and the parts that borrow it.
with unnested as (
    select
        component_id,
        unnest(findings) as found
    from {{ ref('int_reconciliation_network') }}
)

select
    max(component_id) filter (where found.is_own) as component_id,
    found.observation_id,
    max(found.rest_low) filter (where found.is_own) as rest_low,
    max(found.rest_high) filter (where found.is_own) as rest_high,
    min(found.status) as status,
    list_sort(list_distinct(flatten(list(found.conflict_ids)))) as conflict_ids,
    bool_or(found.is_suspect) as is_suspect
from unnested
group by found.observation_id
