-- One row a file name, content and reason, as last seen: a resolved one stays, and says so.
select quarantine.*
from {{ source('raw', 'quarantine') }} as quarantine
qualify row_number() over (
    partition by quarantine.source_name, quarantine.sha256, quarantine.reason_code
    order by quarantine.seen_at desc, quarantine.resolved desc
) = 1
