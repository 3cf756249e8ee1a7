-- No number is dropped in silence: one row a bulletin, with the digit runs of its text counted here, those that its
-- reading announced, and those that stand in exactly one numeral. A bulletin whose reading failed has no ledger.
with spans as (
    select
        numerals.bulletin_id,
        numerals.role,
        numerals."start",
        numerals."end",
        numerals.text as entered_text,
        substr(documents.text, numerals."start" + 1, numerals."end" - numerals."start") as printed,
        substr(documents.text, numerals."start", 1) as character_before,
        substr(documents.text, numerals."end" + 1, 1) as character_after,
        max(numerals."end") over (
            partition by numerals.bulletin_id
            order by numerals."start", numerals."end"
            rows between unbounded preceding and 1 preceding
        ) as end_before
    from {{ ref('stg_numerals') }} as numerals
    inner join {{ ref('stg_documents') }} as documents on numerals.bulletin_id = documents.bulletin_id
),

judged as (
    select
        *,
        coalesce(entered_text <> printed, true) as is_misplaced,
        coalesce("start" < end_before, false) as is_overlapping,
        regexp_matches(character_before || substr(printed, 1, 1), '^[0-9][0-9]$')
        or regexp_matches(substr(printed, -1) || character_after, '^[0-9][0-9]$') as cuts_a_run
    from spans
),

entered as (
    select
        bulletin_id,
        count(*) as numeral_count,
        sum(len(regexp_extract_all(printed, '[0-9]+'))) filter (where not (is_misplaced or is_overlapping or cuts_a_run))
            as entered_digit_run_count,
        count(*) filter (where is_misplaced or is_overlapping or cuts_a_run) as faulty_numeral_count
        {%- for role in numeral_roles() %},
        count(*) filter (where role = '{{ role }}') as {{ role }}_count
        {%- endfor %}
    from judged
    group by bulletin_id
),

counted as (
    select
        bulletins.bulletin_id,
        bulletins.source_name,
        bulletins.error,
        len(regexp_extract_all(documents.text, '[0-9]+')) as digit_run_count,
        bulletins.digit_run_count as announced_digit_run_count,
        bulletins.numeral_count as announced_numeral_count,
        coalesce(entered.entered_digit_run_count, 0) as entered_digit_run_count,
        coalesce(entered.numeral_count, 0) as numeral_count,
        coalesce(entered.faulty_numeral_count, 0) as faulty_numeral_count
        {%- for role in numeral_roles() %},
        coalesce(entered.{{ role }}_count, 0) as {{ role }}_count
        {%- endfor %}
    from {{ ref('int_bulletins') }} as bulletins
    inner join {{ ref('stg_documents') }} as documents on bulletins.bulletin_id = documents.bulletin_id
    left join entered on bulletins.bulletin_id = entered.bulletin_id
    where bulletins.reading_id is not null
)

select
    bulletin_id,
    source_name,
    case
        when error is not null then null
        else digit_run_count = announced_digit_run_count
            and digit_run_count = entered_digit_run_count
            and numeral_count = announced_numeral_count
            and faulty_numeral_count = 0
    end as ok,
    case
        when error is not null then 'not_read'
        when digit_run_count <> announced_digit_run_count then 'text_differs'
        when numeral_count <> announced_numeral_count then 'rows_differ'
        when faulty_numeral_count > 0 then 'numerals_misplaced'
        when digit_run_count <> entered_digit_run_count then 'digits_missing'
    end as reason,
    cast(digit_run_count as integer) as digit_run_count,
    cast(announced_digit_run_count as integer) as announced_digit_run_count,
    cast(entered_digit_run_count as integer) as entered_digit_run_count,
    cast(numeral_count as integer) as numeral_count,
    cast(faulty_numeral_count as integer) as faulty_numeral_count
    {%- for role in numeral_roles() %},
    cast({{ role }}_count as integer) as {{ role }}_count
    {%- endfor %}
from counted
