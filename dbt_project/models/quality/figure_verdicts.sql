-- What the identities say about each figure: the worst of its rows and conflicts, and what the other figures leave for
-- it: all together where the network holds it, else pair by pair. Unverified is no pass: nothing equal to the figure is
-- printed anywhere.
with memberships as (
    select
        unnest(member_observation_ids) as observation_id,
        reconciliation_id,
        status,
        severity,
        reason,
        strength
    from {{ ref('reconciliation') }}
),

summed as (
    select
        observation_id,
        list_sort(list(reconciliation_id)) as reconciliation_ids,
        count(*) filter (where status <> 'not_evaluated') as identity_count,
        bool_or(severity = 'fatal') as has_fatal,
        bool_or(severity = 'query') as has_query,
        bool_or(status = 'contradicted') as is_contradicted,
        bool_or(status = 'waived') as is_waived,
        bool_or(status = 'revised') as is_revised,
        bool_or(status = 'reconciled_tight' and strength = 'equality') as is_tight,
        bool_or(status = 'reconciled' and strength = 'equality') as is_reconciled,
        bool_or(status <> 'not_evaluated' and strength = 'equality') as is_strong,
        bool_or(coalesce(reason = 'component_missing', false)) as lacks_component,
        bool_or(coalesce(reason = 'whole_unclear', false)) as has_unclear_whole,
        bool_or(coalesce(reason = 'whole_missing', false)) as lacks_whole,
        bool_or(coalesce(reason = 'key_too_coarse', false)) as lacks_detail,
        bool_or(coalesce(reason = 'unbounded', false)) as lacks_bound
    from memberships
    group by observation_id
),

terms as (
    select
        terms.instance_key,
        terms.position,
        terms.sign,
        terms.relation,
        terms.observation_id,
        terms.factor_id,
        identities.tolerance,
        {%- for bound in ['low', 'high'] %}
        terms.{{ bound }}_used,
        max(terms.{{ bound }}_used) filter (where terms.position = 0) over of_instance as total_{{ bound }},
        sum(terms.{{ bound }}_used) filter (where terms.position > 0) over of_instance as sum_{{ bound }},
        count(*) filter (where terms.position > 0 and terms.{{ bound }}_used is null) over of_instance
            as unbounded_{{ bound }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_identity_terms') }} as terms
    inner join {{ ref('ref_identities') }} as identities on terms.identity_id = identities.identity_id
    where terms.complete or terms.method not in {{ whole_methods() }}
    window of_instance as (partition by terms.instance_key)
),

-- what the other components add up to, and the sum of all with the identity's tolerance
others as (
    select
        *,
        {%- for bound in ['low', 'high'] %}
        case
            when unbounded_{{ bound }} = 0 and tolerance = 0 then sum_{{ bound }}
            when unbounded_{{ bound }} = 0
                then {{ widened(
                    'sum_' ~ bound, 'cast(tolerance * 1000000 as integer)', '-' if bound == 'low' else '+'
                ) }}
        end as components_{{ bound }},
        case
            when unbounded_{{ bound }} = 0 then sum_{{ bound }} - {{ bound }}_used
            when unbounded_{{ bound }} = 1 and {{ bound }}_used is null then coalesce(sum_{{ bound }}, 0)
        end as others_{{ bound }}{{ ',' if not loop.last }}
        {%- endfor %}
    from terms
    where factor_id is null and (position = 0 or tolerance = 0)
),

rests as (
    select
        observation_id,
        sign,
        case
            when position = 0 then case when relation <> 'at_least' then components_low end
            when relation <> 'at_most' then total_low - others_high
        end as rest_low,
        case
            when position = 0 then case when relation <> 'at_most' then components_high end
            when relation <> 'at_least' then total_high - others_low
        end as rest_high
    from others
),

implied as (
    select
        observation_id,
        max(case when sign = '-' then -rest_high else rest_low end) as implied_low,
        min(case when sign = '-' then -rest_low else rest_high end) as implied_high
    from rests
    group by observation_id
),

memberships_in_conflicts as (
    select
        findings.observation_id,
        conflicts.severity,
        conflicts.status,
        waivers.waiver_id
    from (
        select
            observation_id,
            unnest(conflict_ids) as conflict_id
        from {{ ref('int_network_findings') }}
    ) as findings
    inner join {{ ref('int_network_conflicts') }} as conflicts on findings.conflict_id = conflicts.conflict_id
    left join {{ ref('int_waivers') }} as waivers on conflicts.conflict_id = waivers.conflict_id
),

of_conflicts as (
    select
        observation_id,
        bool_or(status = 'contradicted' and waiver_id is null) as is_contradicted,
        bool_or(status = 'contradicted' and waiver_id is not null) as is_waived,
        bool_or(status = 'revised') as is_revised,
        bool_or(severity = 'fatal' and waiver_id is null) as has_fatal,
        bool_or(severity = 'query' and waiver_id is null) as has_query
    from memberships_in_conflicts
    group by observation_id
),

said as (
    select
        figures.observation_id,
        figures.bulletin_id,
        figures.obstacle,
        figures.low_used,
        figures.high_used,
        {%- for fact in ['is_contradicted', 'is_waived', 'is_revised', 'has_fatal', 'has_query'] %}
        coalesce(summed.{{ fact }}, false) or coalesce(of_conflicts.{{ fact }}, false) as {{ fact }},
        {%- endfor %}
        coalesce(summed.is_tight, false) or coalesce(findings.is_tight, false) as is_tight,
        coalesce(summed.is_reconciled, false) as is_reconciled,
        summed.is_strong,
        coalesce(summed.identity_count, 0) as identity_count,
        summed.lacks_component,
        summed.has_unclear_whole,
        summed.lacks_whole,
        summed.lacks_detail,
        summed.lacks_bound,
        coalesce(summed.reconciliation_ids, []) as reconciliation_ids,
        {%- for bound in ['low', 'high'] %}
        case
            when findings.observation_id is not null then findings.rest_{{ bound }}
            when not coalesce(implied.implied_low > implied.implied_high, false) then implied.implied_{{ bound }}
        end as implied_{{ bound }},
        {%- endfor %}
        coalesce(findings.is_suspect, false) as is_suspect,
        coalesce(findings.conflict_ids, []) as conflict_ids
    from {{ ref('int_identity_figures') }} as figures
    left join summed on figures.observation_id = summed.observation_id
    left join implied on figures.observation_id = implied.observation_id
    left join {{ ref('int_network_findings') }} as findings on figures.observation_id = findings.observation_id
    left join of_conflicts on figures.observation_id = of_conflicts.observation_id
)

select
    observation_id,
    bulletin_id,
    case
        when obstacle is not null then 'not_evaluated'
        when is_contradicted then 'contradicted'
        when is_waived then 'waived'
        when is_revised then 'revised'
        when is_tight then 'reconciled_tight'
        when is_reconciled then 'reconciled'
        else 'unverified'
    end as status,
    case
        when has_fatal then 'fatal'
        when has_query then 'query'
        else 'info'
    end as severity,
    case
        when obstacle is not null then obstacle
        when is_contradicted or is_waived or is_revised or is_tight or is_reconciled then null
        when identity_count > 0 then 'inequality_only'
        when lacks_component then 'component_missing'
        when has_unclear_whole then 'whole_unclear'
        when lacks_whole then 'whole_missing'
        when lacks_detail then 'key_too_coarse'
        when lacks_bound then 'unbounded'
        else 'no_identity'
    end as reason,
    case
        when is_strong then 'strong'
        when identity_count > 0 then 'weak'
        else 'none'
    end as redundancy,
    cast(identity_count as integer) as identity_count,
    reconciliation_ids,
    low_used as reported_low,
    high_used as reported_high,
    cast(implied_low as decimal(38, 6)) as implied_low,
    cast(implied_high as decimal(38, 6)) as implied_high,
    is_suspect,
    conflict_ids
from said
