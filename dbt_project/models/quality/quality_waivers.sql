-- The steward's waivers, whether they hold, and what became of their conflict.
{{ config(alias='waivers') }}
select
    waivers.waiver_id,
    waivers.conflict_id,
    waivers.reason,
    waivers.author,
    waivers.waived_on,
    waivers.expires_on,
    conflicts.status as conflict_status,
    coalesce(conflicts.status <> 'open', true) as is_in_force
from {{ ref('stg_waivers') }} as waivers
left join {{ ref('conflicts') }} as conflicts on waivers.conflict_id = conflicts.conflict_id
