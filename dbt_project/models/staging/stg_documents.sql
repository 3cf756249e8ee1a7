-- The newest row of each bulletin: a mended sidecar adds a row.
select documents.*
from {{ source('raw', 'documents') }} as documents
qualify row_number() over (
    partition by documents.bulletin_id
    order by documents.ingested_at desc, documents.context_hash
) = 1
