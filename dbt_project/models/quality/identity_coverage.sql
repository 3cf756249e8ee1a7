-- How much each kind of identity could check: how often figures meet in it, how often it was evaluated, and what came of it.
with met as (
    select
        method,
        count(distinct instance_key) as met_count
    from {{ ref('int_identity_terms') }}
    group by method
),

judged as (
    select
        method,
        count(*) as judged_count,
        count(*) filter (where status <> 'not_evaluated') as evaluated_count,
        count(*) filter (where status in ('reconciled', 'reconciled_tight')) as reconciled_count,
        count(*) filter (where status = 'contradicted') as contradicted_count
    from {{ ref('reconciliation') }}
    group by method
)

select
    methods.method,
    methods.strength,
    methods.name_vi,
    methods.name_en,
    {%- for count in ['met_count', 'judged_count', 'evaluated_count', 'reconciled_count', 'contradicted_count'] %}
    cast(coalesce({{ count }}, 0) as integer) as {{ count }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ ref('ref_identity_methods') }} as methods
left join met on methods.method = met.method
left join judged on methods.method = judged.method
