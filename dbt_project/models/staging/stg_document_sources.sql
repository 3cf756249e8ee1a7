-- One row a name under which a bulletin came, as last seen.
select sources.*
from {{ source('raw', 'document_sources') }} as sources
qualify row_number() over (
    partition by sources.bulletin_id, sources.source_name
    order by sources.first_seen desc, sources.context_hash
) = 1
