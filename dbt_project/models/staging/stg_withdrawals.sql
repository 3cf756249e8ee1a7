select
    withdrawal_id,
    bulletin_id,
    reason,
    author,
    cast(withdrawn_on as date) as withdrawn_on
from {{ source('steward', 'withdrawals') }}
