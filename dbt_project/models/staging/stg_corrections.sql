select
    correction_id,
    observation_id,
    column_name,
    old_value,
    new_value,
    reason,
    author,
    cast(corrected_on as date) as corrected_on
from {{ source('steward', 'corrections') }}
