select
    waiver_id,
    conflict_id,
    reason,
    author,
    cast(waived_on as date) as waived_on,
    cast(expires_on as date) as expires_on
from {{ source('steward', 'waivers') }}
