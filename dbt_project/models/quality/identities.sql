-- The rules that figures are tested by, one row an identity, with a formula in codes and the names of its series.
with formulas as (
    select
        components.identity_id,
        count(*) as component_count,
        string_agg(
            ' ' || components.sign || ' ' || {{ series_label(
                'components.component_indicator', 'components.component_item',
                'components.component_season', 'components.component_coverage'
            ) }},
            '' order by components.position
        ) as formula,
        {%- for language in ['vi', 'en'] %}
        string_agg(
            ' ' || components.sign || ' ' || concat_ws(
                ', ', indicators.name_{{ language }}, coalesce(items.name_{{ language }}, components.component_item),
                coalesce(seasons.name_{{ language }}, components.component_season),
                coalesce(coverages.name_{{ language }}, components.component_coverage)
            ),
            '' order by components.position
        ) as names_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('ref_identity_components') }} as components
    left join {{ ref('ref_indicators') }} as indicators on components.component_indicator = indicators.code
    left join {{ ref('ref_items') }} as items on components.component_item = items.code
    left join {{ ref('ref_seasons') }} as seasons on components.component_season = seasons.code
    left join {{ ref('ref_coverages') }} as coverages on components.component_coverage = coverages.code
    group by components.identity_id
)

select
    identities.identity_id,
    identities.kind,
    case
        when formulas.formula is not null
            then {{ series_label(
                'identities.total_indicator', 'identities.total_item',
                'identities.total_season', 'identities.total_coverage'
            ) }}
            || case
                when identities.kind = 'subset' then ' >= '
                when identities.kind = 'product' and not identities.exhaustive then ' <= '
                else ' = '
            end
            || substr(formulas.formula, 4)
    end as expression,
    {%- for language in ['vi', 'en'] %}
    coalesce(
        concat_ws(
            ', ', indicators.name_{{ language }}, coalesce(items.name_{{ language }}, identities.total_item),
            coalesce(coverages.name_{{ language }}, identities.total_coverage)
        )
        || case
            when identities.kind = 'subset' then ' ≥ '
            when identities.kind = 'product' and not identities.exhaustive then ' ≤ '
            else ' = '
        end
        || substr(formulas.names_{{ language }}, 4),
        methods.name_{{ language }}
    ) as name_{{ language }},
    {%- endfor %}
    cast(coalesce(formulas.component_count, 0) as integer) as component_count,
    identities.exhaustive,
    identities.disjoint,
    cast(identities.tolerance as decimal(9, 6)) as tolerance,
    identities.severity,
    identities.level,
    identities.note
from {{ ref('ref_identities') }} as identities
left join formulas on identities.identity_id = formulas.identity_id
left join {{ ref('ref_identity_methods') }} as methods on identities.kind = methods.method
left join {{ ref('ref_indicators') }} as indicators on identities.total_indicator = indicators.code
left join {{ ref('ref_items') }} as items on identities.total_item = items.code
left join {{ ref('ref_coverages') }} as coverages on identities.total_coverage = coverages.code
