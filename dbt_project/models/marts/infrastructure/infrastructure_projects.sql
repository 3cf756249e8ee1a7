-- One row a project: the latest stage, what condition it is in, and what is expected next.
with events as (
    select * from {{ ref('infrastructure_project_events') }}
),

counted as (
    select
        project_id,
        cast(count(*) as integer) as event_count,
        cast(count(distinct bulletin_id) as integer) as bulletin_count,
        min(event_date) as first_event_date,
        max(event_date) as last_event_date
    from events
    group by project_id
),

described as (
    -- name, type and place as the newest statement has them, planned or not
    select
        project_id,
        arg_max(project_name, recency) as project_name,
        arg_max(project_type, recency) as project_type,
        arg_max(project_type_name_vi, recency) as project_type_name_vi,
        arg_max(project_type_name_en, recency) as project_type_name_en,
        arg_max(place, recency) filter (where place is not null) as place,
        arg_max(ref_area, recency) filter (where ref_area is not null) as ref_area,
        arg_max(area_name_vi, recency) filter (where area_name_vi is not null) as area_name_vi,
        arg_max(area_name_en, recency) filter (where area_name_en is not null) as area_name_en
    from (
        select
            *,
            row_number() over (
                partition by project_id order by event_date nulls first, status_rank nulls first, event_id
            ) as recency
        from events
    )
    group by project_id
),

stages as (
    select *
    from events
    where not expected and not is_condition
    qualify row_number() over (
        partition by project_id
        order by event_date desc nulls last, status_rank desc nulls last, event_id
    ) = 1
),

conditions as (
    -- a condition older than the stage has passed
    select events.*
    from events
    left join stages on events.project_id = stages.project_id
    where
        not events.expected
        and events.is_condition
        and (stages.event_date is null or events.event_date >= stages.event_date)
    qualify row_number() over (
        partition by events.project_id
        order by events.event_date desc nulls last, events.status_rank desc nulls last, events.event_id
    ) = 1
),

expectations as (
    -- of what is still to come, the nearest that the newest bulletin speaks of
    select events.*
    from events
    left join stages on events.project_id = stages.project_id
    where
        events.expected
        and (stages.event_id is null or events.status_rank is null or events.status_rank > stages.status_rank)
        and (stages.event_date is null or events.period_end is null or events.period_end > stages.event_date)
    qualify row_number() over (
        partition by events.project_id
        order by
            events.published_on desc nulls last, events.period_end asc nulls last, events.status_rank, events.event_id
    ) = 1
)

select
    counted.project_id,
    coalesce(projects.name_vi, described.project_name) as project_name,
    projects.name_en as project_name_en,
    described.project_type,
    described.project_type_name_vi,
    described.project_type_name_en,
    described.place,
    described.ref_area,
    described.area_name_vi,
    described.area_name_en,
    stages.status as stage,
    stages.status_name_vi as stage_name_vi,
    stages.status_name_en as stage_name_en,
    stages.status_rank as stage_rank,
    stages.event_date as stage_date,
    stages.time_period as stage_time_period,
    stages.event_id as stage_event_id,
    conditions.status as condition,
    conditions.status_name_vi as condition_name_vi,
    conditions.status_name_en as condition_name_en,
    conditions.event_date as condition_date,
    conditions.event_id as condition_event_id,
    expectations.status as next_status,
    expectations.status_name_vi as next_status_name_vi,
    expectations.status_name_en as next_status_name_en,
    expectations.period_start as next_period_start,
    expectations.period_end as next_period_end,
    expectations.time_period as next_time_period,
    expectations.event_id as next_event_id,
    counted.event_count,
    counted.bulletin_count,
    counted.first_event_date,
    counted.last_event_date,
    shown.quote,
    shown.sentence,
    shown."start",
    shown."end",
    shown.bulletin_id,
    shown.publisher,
    shown.issuing_authority,
    shown.source_name,
    shown.published_on
from counted
inner join described on counted.project_id = described.project_id
left join {{ ref('ref_projects') }} as projects on counted.project_id = projects.project_id
left join stages on counted.project_id = stages.project_id
left join conditions on counted.project_id = conditions.project_id
left join expectations on counted.project_id = expectations.project_id
-- the quote shown is the stage's, else that of whatever is known of the project
left join events as shown on coalesce(stages.event_id, conditions.event_id, expectations.event_id) = shown.event_id
