-- Every identity that the figures meet in: both intervals, what they share, how far they are apart, and what that means.
-- The same rows in Python: expectations/reconciliation; a test compares the two.
with sides as (
    select
        instance_key,
        any_value(identity_id) as identity_id,
        any_value(method) as method,
        any_value(relation) as relation,
        any_value(qualifier) as qualifier,
        any_value(earlier_status) as earlier_status,
        any_value(later_status) as later_status,
        bool_and(complete) as complete,
        bool_and(firm) as firm,
        bool_and(conclusive) as conclusive,
        max(observation_id) filter (where position = 0) as total_observation_id,
        max(quote) filter (where position = 0) as total_quote,
        max(label) filter (where position = 0) as total_label,
        list(observation_id order by position) filter (where position > 0) as component_observation_ids,
        list(quote order by position) filter (where position > 0) as component_quotes,
        string_agg(' ' || sign || ' ' || label, '' order by position) filter (where position > 0) as components_label,
        list_sort(list_distinct(list_concat(list(observation_id), list(factor_id) filter (where factor_id is not null))))
            as member_observation_ids,
        {%- for used in ['_used', ''] %}
        {%- for bound in interval_bounds() %}
        max({{ bound }}{{ used }}) filter (where position = 0) as total_{{ bound }}{{ used }},
        case
            when not bool_or(position > 0 and {{ bound }}{{ used }} is null)
                and not (any_value(method) in {{ whole_methods() }} and not bool_and(complete))
                then sum({{ bound }}{{ used }}) filter (where position > 0)
        end as sum_{{ bound }}{{ used }},
        {%- endfor %}
        {%- endfor %}
        list_sort(list(distinct bulletin_id)) as bulletin_ids
    from {{ ref('int_identity_terms') }}
    group by instance_key
),

ruled as (
    select
        sides.*,
        identities.kind,
        identities.level,
        methods.strength,
        bands.band as revision_band,
        cast(bands.band * 1000000 as integer) as band_millionths,
        case
            when identities.severity = 'fatal' and not (sides.firm and identities.level <= 1) then 'query'
            else identities.severity
        end as rule_severity,
        sides.conclusive and identities.severity <> 'info' as can_contradict,
        sides.method in {{ whole_methods() }} and not sides.complete as is_untestable,
        {%- for used in ['_used', ''] %}
        {%- for bound in interval_bounds() %}
        case
            when identities.tolerance = 0 then sides.sum_{{ bound }}{{ used }}
            else {{ widened(
                'sides.sum_' ~ bound ~ used, 'cast(identities.tolerance * 1000000 as integer)',
                '-' if bound.startswith('low') else '+'
            ) }}
        end as components_{{ bound }}{{ used }}{{ ',' if not loop.last }}
        {%- endfor %}{{ ',' if not loop.last }}
        {%- endfor %}
    from sides
    inner join {{ ref('ref_identities') }} as identities on sides.identity_id = identities.identity_id
    inner join {{ ref('ref_identity_methods') }} as methods on sides.method = methods.method
    left join {{ ref('ref_revision_bands') }} as bands
        on sides.earlier_status = bands.earlier_status and sides.later_status = bands.later_status
),

measured as (
    select
        *,
        {%- for used in ['_used', ''] %}
        {%- for width in ['', '_wide'] %}
        {{ relation_gap(
            'relation', 'total_low' ~ width ~ used, 'total_high' ~ width ~ used,
            'components_low' ~ width ~ used, 'components_high' ~ width ~ used
        ) }} as gap{{ width }}{{ used }},
        {%- endfor %}
        {{ relation_gap(
            'relation', 'total_low_wide' ~ used, 'total_high_wide' ~ used,
            widened('components_low_wide' ~ used, 'band_millionths', '-'),
            widened('components_high_wide' ~ used, 'band_millionths', '+')
        ) }} as gap_in_band{{ used }},
        case relation
            when 'at_most' then components_low{{ used }} is not null and total_high{{ used }} is not null
            when 'at_least' then total_low{{ used }} is not null and components_high{{ used }} is not null
            else (components_low{{ used }} is not null and total_high{{ used }} is not null)
                or (total_low{{ used }} is not null and components_high{{ used }} is not null)
        end as is_bounded{{ used }},
        {%- endfor %}
        {{ excess('components_low_wide_used', 'total_high_wide_used') }} > 0 as components_are_above,
        case relation when 'at_least' then total_low_used else greatest(total_low_used, components_low_used) end
            as shared_low,
        case relation when 'at_most' then total_high_used else least(total_high_used, components_high_used) end
            as shared_high
    from ruled
),

judged as (
    select
        *,
        {%- for used in ['_used', ''] %}
        case
            when is_untestable then 'not_evaluated'
            when complete and not is_bounded{{ used }} then 'not_evaluated'
            when gap{{ used }} = 0 then case when complete then 'reconciled' else 'not_evaluated' end
            when gap_wide{{ used }} = 0 then case when complete then 'reconciled_tight' else 'not_evaluated' end
            when band_millionths is not null and gap_in_band{{ used }} = 0
                then case when complete then 'revised' else 'not_evaluated' end
            when can_contradict then 'contradicted'
            else 'not_evaluated'
        end as status{{ used }},
        {%- endfor %}
        case when components_are_above then components_low_wide_used else components_high_wide_used end as moved_bound
    from measured
),

identified as (
    select
        *,
        {%- for name, prefix in {'reconciliation_id': [], 'own_conflict_id': ["'conflict'"]}.items() %}
        substr(
            sha256(concat_ws(
                '|', {% for part in prefix %}{{ part }}, {% endfor -%}
                identity_id, method, coalesce(qualifier, ''), total_observation_id,
                array_to_string(member_observation_ids, '|')
            )), 1, 16
        ) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from judged
),

-- the conflict whose proof uses the identity; else the one whose likeliest suspects it holds
network_uses as (
    select
        unnest(edit_ids) as reconciliation_id,
        status || '/' || conflict_id as ranked_conflict
    from {{ ref('int_network_conflicts') }}
),

uses as (
    select
        reconciliation_id,
        min(ranked_conflict) as ranked_conflict
    from network_uses
    group by reconciliation_id
),

network_suspects as (
    select
        unnest(suspect_ids) as observation_id,
        status,
        conflict_id
    from {{ ref('int_network_conflicts') }}
),

failed as (
    select
        reconciliation_id,
        status_used,
        unnest(member_observation_ids) as observation_id
    from identified
    where status_used in ('contradicted', 'revised')
),

suspected as (
    select
        failed.reconciliation_id,
        min(network_suspects.status || '/' || network_suspects.conflict_id) as ranked_conflict
    from failed
    inner join network_suspects
        on failed.observation_id = network_suspects.observation_id and failed.status_used = network_suspects.status
    group by failed.reconciliation_id
),

placed as (
    select
        identified.*,
        coalesce(
            split_part(coalesce(uses.ranked_conflict, suspected.ranked_conflict), '/', 2),
            case when identified.status_used = 'contradicted' then identified.own_conflict_id end
        ) as conflict_id
    from identified
    left join uses on identified.reconciliation_id = uses.reconciliation_id
    left join suspected on identified.reconciliation_id = suspected.reconciliation_id
),

waived as (
    select
        placed.*,
        waivers.waiver_id,
        case when waivers.waiver_id is null then placed.status_used else 'waived' end as status_now
    from placed
    left join {{ ref('int_waivers') }} as waivers
        on placed.conflict_id = waivers.conflict_id and placed.status_used = 'contradicted'
)

select
    waived.reconciliation_id,
    waived.conflict_id,
    waived.identity_id,
    waived.kind,
    waived.method,
    waived.strength,
    waived.qualifier,
    waived.level,
    waived.rule_severity,
    case waived.status_now
        when 'contradicted' then waived.rule_severity
        when 'revised' then 'query'
        else 'info'
    end as severity,
    waived.status_now as status,
    case
        when waived.status_now <> 'not_evaluated' then null
        when waived.is_untestable and waived.method = 'share'
            then case when waived.conclusive then 'whole_missing' else 'whole_unclear' end
        when waived.is_untestable then 'component_missing'
        when waived.gap_wide_used > 0 and not waived.can_contradict then 'key_too_coarse'
        when not waived.complete then 'component_missing'
        else 'unbounded'
    end as reason,
    waived.status as status_as_printed,
    figures.domain,
    figures.indicator,
    figures.item,
    figures.season,
    figures.coverage,
    figures.partner,
    figures.ref_area,
    figures.place,
    figures.unit,
    figures.period_start,
    figures.period_end,
    figures.time_period,
    figures.series,
    waived.total_label
    || case waived.relation when 'at_most' then ' >= ' when 'at_least' then ' <= ' else ' = ' end
    || substr(waived.components_label, 4) as expression,
    waived.total_observation_id,
    waived.component_observation_ids,
    waived.member_observation_ids,
    waived.bulletin_ids,
    {%- for side in ['total', 'components'] %}
    {%- for bound in ['low', 'high'] %}
    cast(waived.{{ side }}_{{ bound }}_used as decimal(38, 6)) as {{ side }}_{{ bound }},
    {%- endfor %}
    {%- endfor %}
    {%- for side in ['total', 'components'] %}
    {%- for bound in ['low_wide', 'high_wide'] %}
    cast(waived.{{ side }}_{{ bound }}_used as decimal(38, 6)) as {{ side }}_{{ bound }},
    {%- endfor %}
    {%- endfor %}
    {%- for bound in ['low', 'high'] %}
    cast(case when waived.gap_used = 0 and not waived.is_untestable then waived.shared_{{ bound }} end as decimal(38, 6))
        as overlap_{{ bound }},
    {%- endfor %}
    cast(case when not waived.is_untestable then waived.gap_used end as decimal(38, 6)) as gap,
    cast(waived.revision_band as decimal(38, 6)) as revision_band,
    cast(
        case
            when waived.earlier_status is not null
                and waived.gap_used > 0
                and waived.gap_wide_used > 0
                and waived.moved_bound <> 0
                then {{ from_millionths(ceiling_quotient(
                    millionths('waived.gap_wide_used') ~ ' * 1000000', 'abs(' ~ millionths('waived.moved_bound') ~ ')'
                )) }}
        end as decimal(38, 6)
    ) as revision_needed,
    waived.total_quote,
    waived.component_quotes,
    waived.waiver_id
from waived
inner join {{ ref('int_identity_figures') }} as figures on waived.total_observation_id = figures.observation_id
