-- Each statement that a project reached, or is to reach, a status; with names, sentence and who says so.
select
    events.event_id,
    events.project_id,
    events.project_name,
    events.project_type,
    types.name_vi as project_type_name_vi,
    types.name_en as project_type_name_en,
    events.status,
    statuses.name_vi as status_name_vi,
    statuses.name_en as status_name_en,
    statuses.rank as status_rank,
    coalesce(statuses.condition, false) as is_condition,
    events.expected,
    events.place,
    events.ref_area,
    areas.name_vi as area_name_vi,
    areas.name_en as area_name_en,
    events.period_start,
    events.period_end,
    events.time_period,
    events.period_source,
    coalesce(events.period_end, bulletins.published_on) as event_date,
    events.quote,
    events."start",
    events."end",
    substr(documents.text, events.sentence_start + 1, events.sentence_end - events.sentence_start) as sentence,
    {{ page_of('events') }} as page,
    events.sentence_start,
    events.sentence_end,
    events.amounts,
    events.rule_ids,
    events.bulletin_id,
    bulletins.publisher,
    bulletins.issuing_authority,
    bulletins.source_name,
    bulletins.published_on
from {{ ref('stg_project_events') }} as events
inner join {{ ref('int_bulletins') }} as bulletins on events.bulletin_id = bulletins.bulletin_id
inner join {{ ref('stg_documents') }} as documents on events.bulletin_id = documents.bulletin_id
left join {{ ref('ref_project_types') }} as types on events.project_type = types.code
left join {{ ref('ref_project_statuses') }} as statuses on events.status = statuses.code
left join {{ areas_by_date() }} as areas
    on events.ref_area = areas.code
    and {{ date_of('events', 'bulletins') }} between areas.from_date and areas.to_date
