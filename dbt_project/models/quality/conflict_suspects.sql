-- Who is suspect: every figure of every smallest set of figures that would explain a conflict, the likeliest set first,
-- with what the rest implies for it and the likeliest misprint.
with unnested as (
    select
        unnest(suspects) as found
    from {{ ref('int_reconciliation_network') }}
)

select
    found.conflict_id,
    found.set_rank,
    found.set_size,
    found.observation_id,
    found.bulletin_id,
    found.quote,
    found.implied_low,
    found.implied_high,
    found.repair_kind,
    found.repair_text,
    found.repair_value,
    found.other_repairs
from unnested
