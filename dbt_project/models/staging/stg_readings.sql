-- The reading that counts: of each bulletin the newest that succeeded, else the newest that failed (and has no rows).
select readings.*
from {{ source('raw', 'readings') }} as readings
qualify row_number() over (
    partition by readings.bulletin_id
    order by readings.error is not null, readings.read_at desc, readings.batch_id desc, readings.reading_id
) = 1
