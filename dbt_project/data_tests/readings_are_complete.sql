-- What staging shows of a bulletin is what its reading announced: a lost batch does not pass in silence.
with shown as (
    select
        'observations' as table_name,
        bulletin_id,
        count(*) as row_count
    from {{ ref('stg_observations') }}
    group by bulletin_id
    union all
    select
        'numerals' as table_name,
        bulletin_id,
        count(*) as row_count
    from {{ ref('stg_numerals') }}
    group by bulletin_id
    union all
    select
        'project_events' as table_name,
        bulletin_id,
        count(*) as row_count
    from {{ ref('stg_project_events') }}
    group by bulletin_id
    union all
    select
        'situations' as table_name,
        bulletin_id,
        count(*) as row_count
    from {{ ref('stg_situations') }}
    group by bulletin_id
),

announced as (
    unpivot (
        select
            bulletin_id,
            observation_count as observations,
            numeral_count as numerals,
            event_count as project_events,
            situation_count as situations
        from {{ ref('stg_readings') }}
        where error is null
    ) on observations, numerals, project_events, situations
    into name table_name value row_count
)

select
    announced.bulletin_id,
    announced.table_name,
    announced.row_count as announced_rows,
    coalesce(shown.row_count, 0) as shown_rows
from announced
left join shown
    on announced.bulletin_id = shown.bulletin_id
    and announced.table_name = shown.table_name
where announced.row_count <> coalesce(shown.row_count, 0)
