-- A waiver past its last day stops the build while its conflict stands, and says which line and what to do: nobody should
-- believe a contradiction settled that is not. Days are counted by the newest document, since there is no clock here.
with lapsed as (
    select
        waivers.waiver_id,
        waivers.conflict_id,
        waivers.expires_on
    from {{ ref('stg_waivers') }} as waivers
    inner join {{ ref('conflicts') }} as conflicts on waivers.conflict_id = conflicts.conflict_id
    where conflicts.status = 'open'
)

select count(*) as lapsed_count
from lapsed
having
    case
        when count(*) > 0
            then error(
                'steward/waivers.csv: ' || string_agg(
                    'waiver ' || waiver_id || ' of conflict ' || conflict_id || ' ended on ' || cast(expires_on as varchar)
                    || ', and the figures still contradict each other', '; ' order by waiver_id
                ) || '. Settle the contradiction, give the line a later expires_on, or remove it.'
            ) is null
    end
