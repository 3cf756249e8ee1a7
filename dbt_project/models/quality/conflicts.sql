-- Contradictions as a person reads them, open or waived. min_sets (the smallest sets of figures to doubt) and certificate
-- (why the figures cannot all be right) are for the network of identities to fill.
select
    reconciliation.conflict_id,
    reconciliation.reconciliation_id,
    reconciliation.identity_id,
    reconciliation.method,
    reconciliation.rule_severity as severity,
    case when reconciliation.status = 'waived' then 'waived' else 'open' end as status,
    reconciliation.bulletin_ids,
    reconciliation.member_observation_ids as observation_ids,
    reconciliation.series,
    reconciliation.gap,
    reconciliation.unit,
    reconciliation.total_quote,
    reconciliation.component_quotes,
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
    cast(null as varchar) as min_sets,
    cast(null as varchar) as certificate,
    reconciliation.waiver_id
from {{ ref('reconciliation') }} as reconciliation
inner join {{ ref('ref_identity_methods') }} as methods on reconciliation.method = methods.method
where reconciliation.status in ('contradicted', 'waived')
