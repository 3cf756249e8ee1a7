-- One row a statement: its level with the plan attainment and the growth said of it, and what they imply.
with figures as (
    select
        figures.*,
        figures.observation_id = figures.statement_id as is_main,
        levels.role as statement_role
    from {{ ref('int_figures') }} as figures
    left join {{ ref('int_figures') }} as levels on figures.statement_id = levels.observation_id
),

main_figures as (
    -- a statement whose level was not found is named by its first figure
    select *
    from figures
    qualify row_number() over (partition by statement_id order by is_main desc, "start") = 1
),

said as (
    select
        *,
        case
            when role not in ('actual', coalesce(statement_role, 'actual')) then 'other'
            when measure = 'plan_attainment' then 'plan'
            when measure = 'growth' then 'growth'
            when measure = 'ratio' and basis = 'same_period_previous_year' then 'ratio'
            when measure = 'ratio' then 'growth'
            when not is_main then 'other'
        end as part,
        case when measure = 'growth' then 100 + low_used else low_used end as percent_low,
        case when measure = 'growth' then 100 + high_used else high_used end as percent_high,
        case when measure = 'growth' then 100 + value_used else value_used end as percent_value,
        struct_pack(
            observation_id := observation_id,
            measure := measure,
            basis := basis,
            authority := plan_authority,
            value := value_used,
            low := low_used,
            high := high_used,
            unit := unit,
            quote := quote
        ) as figure
    from figures
),

ranked as (
    select
        *,
        row_number() over (
            partition by statement_id, part
            order by basis is distinct from 'same_period_previous_year', measure, "start"
        ) as part_rank,
        row_number() over (
            partition by statement_id, part in ('growth', 'ratio')
            order by basis is distinct from 'same_period_previous_year', measure, "start"
        ) as base_rank
    from said
),

parts as (
    select
        statement_id,
        count(*) as figure_count,
        {%- for part in ['plan', 'growth', 'ratio'] %}
        any_value(figure) filter (where part = '{{ part }}' and part_rank = 1) as {{ part }}_figure,
        {%- endfor %}
        any_value(percent_low) filter (where part in ('growth', 'ratio') and base_rank = 1) as base_percent_low,
        any_value(percent_high) filter (where part in ('growth', 'ratio') and base_rank = 1) as base_percent_high,
        any_value(percent_value) filter (where part in ('growth', 'ratio') and base_rank = 1) as base_percent,
        any_value(basis) filter (where part in ('growth', 'ratio') and base_rank = 1) as implied_base_basis,
        any_value(base_period_start) filter (where part in ('growth', 'ratio') and base_rank = 1) as base_period_start,
        any_value(base_period_end) filter (where part in ('growth', 'ratio') and base_rank = 1) as base_period_end,
        coalesce(list(figure order by "start") filter (where part = 'plan' and part_rank > 1), [])
            as further_plan_attainments,
        coalesce(
            list(figure order by "start") filter (where part in ('growth', 'ratio') and part_rank > 1), []
        ) as further_growths,
        coalesce(list(figure order by "start") filter (where part = 'other'), []) as other_figures
    from ranked
    group by statement_id
)

select
    main.statement_id,
    main.bulletin_id,
    main.observation_id,
    main.mart,
    main.domain,
    main.indicator,
    main.indicator_name_vi,
    main.indicator_name_en,
    main.item,
    main.item_name_vi,
    main.item_name_en,
    main.season,
    main.season_name_vi,
    main.season_name_en,
    main.coverage,
    main.coverage_name_vi,
    main.coverage_name_en,
    main.partner,
    main.indicator_phrase,
    main.measure,
    main.role,
    {%- for column_name in [
        'value', 'value_used', 'low', 'high', 'low_wide', 'high_wide',
        'low_used', 'high_used', 'low_wide_used', 'high_wide_used',
    ] %}
    case when main.measure not in ('growth', 'ratio', 'plan_attainment') then main.{{ column_name }} end
        as {{ column_name }},
    {%- endfor %}
    main.correction_id,
    main.unit,
    main.hedge,
    main.obs_status,
    main.ref_area,
    main.area_name_vi,
    main.area_name_en,
    main.place,
    main.period_start,
    main.period_end,
    main.time_period,
    main.period_source,
    {%- for part in ['plan', 'growth', 'ratio'] %}
    {%- set name = 'plan_attainment' if part == 'plan' else part %}
    parts.{{ part }}_figure.value as {{ name }},
    parts.{{ part }}_figure.low as {{ name }}_low,
    parts.{{ part }}_figure.high as {{ name }}_high,
    {%- if part != 'plan' %}
    parts.{{ part }}_figure.basis as {{ name }}_basis,
    {%- endif %}
    parts.{{ part }}_figure.observation_id as {{ name }}_observation_id,
    {%- endfor %}
    parts.plan_figure.authority as plan_authority,
    {%- for name, figure in {'plan': 'parts.plan_figure.', 'base': 'parts.base_percent'}.items() %}
    {%- set value = figure ~ 'value' if name == 'plan' else figure %}
    {%- set low = figure ~ 'low' if name == 'plan' else figure ~ '_low' %}
    {%- set high = figure ~ 'high' if name == 'plan' else figure ~ '_high' %}
    case when main.measure = 'level' then {{ percent_quotient('main.value_used', value, 'down') }} end
        as implied_{{ name }},
    {%- for width in ['', '_wide'] %}
    case when main.measure = 'level' then {{ implied_low('main.low' ~ width ~ '_used', low, high) }} end
        as implied_{{ name }}_low{{ width }},
    case when main.measure = 'level' then {{ implied_high('main.high' ~ width ~ '_used', low, high) }} end
        as implied_{{ name }}_high{{ width }},
    {%- endfor %}
    {%- endfor %}
    parts.implied_base_basis,
    parts.base_period_start,
    parts.base_period_end,
    parts.further_plan_attainments,
    parts.further_growths,
    parts.other_figures,
    cast(parts.figure_count as integer) as figure_count,
    main.is_preferred,
    main.restates,
    main.quote,
    main."start",
    main."end",
    main.sentence,
    main.sentence_start,
    main.sentence_end,
    main.publisher,
    main.issuing_authority,
    main.source_name,
    main.published_on
from main_figures as main
inner join parts on main.statement_id = parts.statement_id
