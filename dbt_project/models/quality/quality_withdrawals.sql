-- The bulletins that the steward withdrew, with who, when and why, and what left the tables with each.
{{ config(alias='withdrawals') }}
with names as (
    select
        bulletin_id,
        list(source_name order by source_name) as source_names
    from {{ ref('stg_document_sources') }}
    group by bulletin_id
)

select
    withdrawals.withdrawal_id,
    withdrawals.bulletin_id,
    coalesce(names.source_names, []) as source_names,
    documents.title,
    documents.publisher,
    documents.published_on,
    readings.observation_count,
    readings.event_count,
    readings.situation_count,
    withdrawals.reason,
    withdrawals.author,
    withdrawals.withdrawn_on,
    documents.bulletin_id is not null as is_in_force
from {{ ref('stg_withdrawals') }} as withdrawals
left join {{ ref('stg_documents') }} as documents on withdrawals.bulletin_id = documents.bulletin_id
left join {{ ref('stg_readings') }} as readings
    on withdrawals.bulletin_id = readings.bulletin_id and readings.error is null
left join names on withdrawals.bulletin_id = names.bulletin_id
