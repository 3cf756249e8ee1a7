-- What a steward should look at, the most urgent first: series that may be one, contradictions, readings and ledgers
-- that failed, files set aside, corrections that do not apply, waivers and withdrawals without effect, revisions, figures
-- with two readings, figures without an indicator.
with raised as (
    select
        case when severity = 'fatal' then 1 when severity = 'query' then 5 else 8 end as urgency,
        'conflict' as kind,
        severity,
        len(observation_ids) as breadth,
        conflict_id as subject_id,
        bulletin_ids,
        cast(null as date) as decided_on,
        bulletin_ids[1] as bulletin_id,
        cast(null as varchar) as source_name,
        cast(null as varchar) as observation_id,
        array_to_string(quotes, ' · ') as quote,
        explanation_vi as detail_vi,
        explanation_en as detail_en
    from {{ ref('conflicts') }}
    where status = 'open'

    union all by name

    -- first of all: what a link would say decides which other figures are checked at all
    select
        0 as urgency,
        'series_link' as kind,
        'query' as severity,
        len(observation_ids) as breadth,
        suggestion_id as subject_id,
        bulletin_ids,
        bulletin_ids[1] as bulletin_id,
        array_to_string(quotes, ' · ') as quote,
        concat_ws(chr(10), explanation_vi, nullif(proof_vi, ''), 'Chấp nhận: ' || csv_row) as detail_vi,
        concat_ws(chr(10), explanation_en, nullif(proof_en, ''), 'To accept: ' || csv_row) as detail_en
    from {{ ref('series_link_suggestions') }}

    union all by name

    select
        2 as urgency,
        'reading' as kind,
        'fatal' as severity,
        bulletin_id as subject_id,
        bulletin_id,
        source_name,
        'Không đọc được số liệu của bản tin: ' || error as detail_vi,
        'The figures of the bulletin could not be read: ' || error as detail_en
    from {{ ref('int_bulletins') }}
    where error is not null

    union all by name

    select
        2 as urgency,
        'ledger' as kind,
        'fatal' as severity,
        bulletin_id as subject_id,
        bulletin_id,
        source_name,
        'Sổ chữ số không khớp: văn bản có ' || digit_run_count || ' dãy chữ số, sổ ghi '
        || entered_digit_run_count || '.' as detail_vi,
        'The ledger does not add up: the text has ' || digit_run_count || ' runs of digits, '
        || entered_digit_run_count || ' are entered.' as detail_en
    from {{ ref('numeral_ledger') }}
    where not ok

    union all by name

    select
        3 as urgency,
        'quarantine' as kind,
        'query' as severity,
        source_name as subject_id,
        cast(seen_at at time zone 'UTC' as date) as decided_on,
        source_name,
        concat_ws(' ', reason_vi || ':', detail, what_to_do_vi) as detail_vi,
        concat_ws(' ', reason_en || ':', detail, what_to_do_en) as detail_en
    from {{ ref('quality_quarantine') }}
    where not resolved
    qualify row_number() over (partition by source_name order by seen_at desc) = 1

    union all by name

    select
        4 as urgency,
        'correction' as kind,
        'query' as severity,
        corrections.correction_id as subject_id,
        corrections.corrected_on as decided_on,
        figures.bulletin_id,
        corrections.observation_id,
        figures.quote,
        'Phần sửa cột ' || corrections.column_name || ' không áp dụng được: ' || corrections.status as detail_vi,
        'The correction of ' || corrections.column_name || ' does not apply: ' || corrections.status as detail_en
    from {{ ref('int_corrections') }} as corrections
    left join {{ ref('stg_observations') }} as figures on corrections.observation_id = figures.observation_id
    where corrections.status <> 'applied'

    union all by name

    select
        4 as urgency,
        'waiver' as kind,
        'query' as severity,
        waivers.waiver_id as subject_id,
        case when conflicts.conflict_id is null then waivers.waived_on else waivers.expires_on end as decided_on,
        'Quyết định chấp nhận không còn tác dụng: ' || case
            when conflicts.conflict_id is null then 'không có mâu thuẫn ' || waivers.conflict_id
            else 'đã hết hạn ngày ' || cast(waivers.expires_on as varchar)
        end as detail_vi,
        'The waiver has no effect: ' || case
            when conflicts.conflict_id is null then 'there is no contradiction ' || waivers.conflict_id
            else 'it expired on ' || cast(waivers.expires_on as varchar)
        end as detail_en
    from {{ ref('stg_waivers') }} as waivers
    left join {{ ref('conflicts') }} as conflicts on waivers.conflict_id = conflicts.conflict_id
    where conflicts.conflict_id is null or conflicts.status = 'open'

    union all by name

    select
        4 as urgency,
        'withdrawal' as kind,
        'query' as severity,
        withdrawal_id as subject_id,
        withdrawn_on as decided_on,
        'Quyết định rút bản tin không có tác dụng: không có bản tin ' || bulletin_id as detail_vi,
        'The withdrawal has no effect: there is no bulletin ' || bulletin_id as detail_en
    from {{ ref('quality_withdrawals') }}
    where not is_in_force

    union all by name

    select
        6 as urgency,
        'revision' as kind,
        severity,
        conflict_id as subject_id,
        bulletin_ids,
        bulletin_ids[1] as bulletin_id,
        array_to_string(quotes, ' · ') as quote,
        'Chỉ khớp trong biên điều chỉnh: ' || explanation_vi as detail_vi,
        'Meets only within the revision band: ' || explanation_en as detail_en
    from {{ ref('conflicts') }}
    where status = 'revised' and waiver_id is null

    union all by name

    select
        7 as urgency,
        'ambiguous' as kind,
        'query' as severity,
        observation_id as subject_id,
        bulletin_id,
        observation_id,
        quote,
        'Có hai cách đọc: ' || array_to_string(value_candidates, ' / ') as detail_vi,
        'Two readings stand: ' || array_to_string(value_candidates, ' / ') as detail_en
    from {{ ref('int_figures') }}
    where len(value_candidates) > 0 or len(list_filter(flags, lambda flag: flag like 'ambiguous%')) > 0

    union all by name

    select
        8 as urgency,
        'unclassified' as kind,
        'query' as severity,
        observation_id as subject_id,
        bulletin_id,
        observation_id,
        quote,
        'Chưa biết chỉ tiêu của số liệu: ' || coalesce(indicator_phrase, sentence) as detail_vi,
        'The indicator of the figure is not known: ' || coalesce(indicator_phrase, sentence) as detail_en
    from {{ ref('int_figures') }}
    where indicator is null
),

-- an item is as old as the newest bulletin that takes part; what the steward wrote has its own day
ages as (
    select
        parts.kind,
        parts.subject_id,
        max(bulletins.ingested_on) as ingested_on
    from (
        select
            kind,
            subject_id,
            unnest(coalesce(bulletin_ids, [bulletin_id])) as bulletin_id
        from raised
    ) as parts
    inner join {{ ref('int_bulletins') }} as bulletins on parts.bulletin_id = bulletins.bulletin_id
    group by parts.kind, parts.subject_id
)

select
    cast(row_number() over (order by raised.urgency, raised.kind, raised.breadth, raised.bulletin_id, raised.subject_id)
        as integer) as position,
    raised.urgency,
    raised.kind,
    raised.severity,
    coalesce(raised.decided_on, ages.ingested_on) as first_seen,
    raised.subject_id,
    raised.bulletin_id,
    coalesce(raised.source_name, bulletins.source_name) as source_name,
    raised.observation_id,
    raised.quote,
    raised.detail_vi,
    raised.detail_en
from raised
left join {{ ref('int_bulletins') }} as bulletins on raised.bulletin_id = bulletins.bulletin_id
left join ages on raised.kind = ages.kind and raised.subject_id = ages.subject_id
