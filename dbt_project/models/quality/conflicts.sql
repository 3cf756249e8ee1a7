-- Figures that cannot all be right, with the proof: open, waived, or revised within the bands between bulletins. Those of
-- the network of all figures, and contradictions of one identity that are too fine for it.
with rows_of as (
    select
        conflict_id,
        list_sort(list(reconciliation_id)) as reconciliation_ids
    from {{ ref('reconciliation') }}
    where conflict_id is not null
    group by conflict_id
),

of_network as (
    select
        network.conflict_id,
        network.severity,
        case
            when network.status = 'revised' then 'revised'
            when waivers.waiver_id is null then 'open'
            else 'waived'
        end as status,
        network.bulletin_ids,
        network.observation_ids,
        coalesce(rows_of.reconciliation_ids, []) as reconciliation_ids,
        network.suspect_ids,
        network.series,
        network.unit,
        network.gap,
        network.strain,
        network.revision_band,
        network.revision_needed,
        network.quotes,
        network.explanation_vi,
        network.explanation_en,
        network.proof_vi,
        network.proof_en,
        network.min_sets,
        network.certificate,
        network.certificate_verified,
        waivers.waiver_id
    from {{ ref('int_network_conflicts') }} as network
    left join rows_of on network.conflict_id = rows_of.conflict_id
    left join {{ ref('int_waivers') }} as waivers on network.conflict_id = waivers.conflict_id
),

quotes as (
    select
        reconciliation.reconciliation_id,
        list(figures.quote order by figures.observation_id) as quotes
    from {{ ref('reconciliation') }} as reconciliation
    inner join {{ ref('int_figures') }} as figures
        on list_contains(reconciliation.member_observation_ids, figures.observation_id)
    where reconciliation.status in ('contradicted', 'waived')
    group by reconciliation.reconciliation_id
),

of_identity as (
    select
        reconciliation.conflict_id,
        reconciliation.rule_severity as severity,
        case when reconciliation.status = 'waived' then 'waived' else 'open' end as status,
        reconciliation.bulletin_ids,
        reconciliation.member_observation_ids as observation_ids,
        [reconciliation.reconciliation_id] as reconciliation_ids,
        cast([] as varchar[]) as suspect_ids,
        reconciliation.series,
        reconciliation.unit,
        reconciliation.gap,
        cast(null as decimal(38, 6)) as strain,
        reconciliation.revision_band,
        reconciliation.revision_needed,
        quotes.quotes,
        {%- for language, words in {
            'vi': {'group': '.', 'point': ',', 'in': ' nằm trong ', 'then': ' nằm trong '},
            'en': {'group': ',', 'point': '.', 'in': ' lies in ', 'then': ' in '},
        }.items() %}
        methods.name_{{ language }} || ': ' || methods.total_{{ language }}
        || ' «' || reconciliation.total_quote || '»{{ words['in'] }}'
        || {{ interval_text('reconciliation.total_low', 'reconciliation.total_high', words.group, words.point) }}
        || ', ' || methods.components_{{ language }}
        || ' «' || array_to_string(reconciliation.component_quotes, '», «') || '»{{ words.then }}'
        || {{ interval_text('reconciliation.components_low', 'reconciliation.components_high', words.group, words.point) }}
        || '; ' || methods.gap_{{ language }} || ' '
        || {{ number_text(in_words('reconciliation.gap', 'floor'), words.group, words.point, '0') }}
        || ' ' || coalesce(reconciliation.unit, '') || ' (' || reconciliation.series || ').' as explanation_{{ language }},
        {%- endfor %}
        reconciliation.waiver_id
    from {{ ref('reconciliation') }} as reconciliation
    inner join {{ ref('ref_identity_methods') }} as methods on reconciliation.method = methods.method
    inner join quotes on reconciliation.reconciliation_id = quotes.reconciliation_id
    where reconciliation.status in ('contradicted', 'waived')
        and reconciliation.conflict_id not in (select network.conflict_id from {{ ref('int_network_conflicts') }} as network)
)

select * from of_network
union all by name
select
    *,
    explanation_vi as proof_vi,
    explanation_en as proof_en,
    cast(null as varchar) as min_sets,
    cast(null as varchar) as certificate,
    cast(null as boolean) as certificate_verified
from of_identity
