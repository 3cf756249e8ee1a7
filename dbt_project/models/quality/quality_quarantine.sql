-- Files that could not be read, each as last seen, with what to do about it; a mended one stays, as resolved.
{{ config(alias='quarantine') }}
select
    quarantine.source_name,
    quarantine.sha256,
    quarantine.reason_code,
    coalesce(reasons.name_vi, quarantine.reason_code) as reason_vi,
    coalesce(reasons.name_en, quarantine.reason_code) as reason_en,
    quarantine.detail,
    reasons.what_to_do_vi,
    reasons.what_to_do_en,
    quarantine.reader_version,
    quarantine.seen_at,
    quarantine.resolved
from {{ ref('stg_quarantine') }} as quarantine
left join {{ ref('ref_quarantine_reasons') }} as reasons on quarantine.reason_code = reasons.code
