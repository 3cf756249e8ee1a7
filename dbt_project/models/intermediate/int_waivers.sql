-- The waiver that holds for a conflict: of several the one that lasts longest. It holds until its last day, counted by
-- the newest document, since a derived table has no clock.
select
    conflict_id,
    waiver_id
from {{ ref('stg_waivers') }}
where coalesce(expires_on, date '9999-12-31') >= (
    select coalesce(max(cast(ingested_at at time zone 'UTC' as date)), date '0001-01-01')
    from {{ ref('stg_documents') }}
)
qualify row_number() over (
    partition by conflict_id
    order by expires_on desc nulls first, waiver_id
) = 1
