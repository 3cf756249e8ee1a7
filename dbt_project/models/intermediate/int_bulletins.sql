-- One row a bulletin that counts: who says it, when, and what its reading found. What the steward has withdrawn is not
-- here, and so in no table that is made of this one; staging still has it.
with first_sources as (
    select
        bulletin_id,
        arg_min(source_name, (first_seen, source_name)) as source_name,
        count(*) as source_count
    from {{ ref('stg_document_sources') }}
    group by bulletin_id
)

select
    documents.bulletin_id,
    first_sources.source_name,
    cast(first_sources.source_count as integer) as source_count,
    documents.publisher,
    documents.issuing_authority,
    documents.ref_area,
    documents.published_on,
    cast(documents.ingested_at at time zone 'UTC' as date) as ingested_on,
    documents.title,
    coalesce(documents.report_period_start, readings.report_period_start) as report_period_start,
    coalesce(documents.report_period_end, readings.report_period_end) as report_period_end,
    readings.reading_id,
    readings.error,
    readings.observation_count,
    readings.numeral_count,
    readings.event_count,
    readings.situation_count,
    readings.digit_run_count
from {{ ref('stg_documents') }} as documents
left join first_sources on documents.bulletin_id = first_sources.bulletin_id
left join {{ ref('stg_readings') }} as readings on documents.bulletin_id = readings.bulletin_id
where documents.bulletin_id not in (select withdrawals.bulletin_id from {{ ref('stg_withdrawals') }} as withdrawals)
