-- Every term of every identity that the figures meet in, with the intervals that it adds to its side (a subtracted
-- term is negated): a figure's own, or the plan, base, change, product or part that two figures imply. Position 0 is the
-- total. `_used` is with the steward's corrections; the others are as printed.
with matched as (
    select * from {{ ref('int_identity_sums') }}
    union all by name
    select * from {{ ref('int_identity_statements') }}
    union all by name
    select * from {{ ref('int_identity_shares') }}
    union all by name
    select * from {{ ref('int_identity_links') }}
),

terms as (
    select distinct
        instance_key,
        identity_id,
        method,
        relation,
        qualifier,
        complete,
        firm,
        conclusive,
        earlier_status,
        later_status,
        0 as position,
        '+' as sign,
        total_term as term,
        total_observation_id as observation_id,
        total_factor_id as factor_id
    from matched
    union all by name
    select
        instance_key,
        identity_id,
        method,
        relation,
        qualifier,
        complete,
        firm,
        conclusive,
        earlier_status,
        later_status,
        position,
        sign,
        term,
        observation_id,
        factor_id
    from matched
),

bounded as (
    select
        terms.*,
        figures.bulletin_id,
        concat_ws('; ', figures.quote, factors.quote) as quote,
        case
            when terms.term = 'level' then figures.label
            when terms.term = 'product' then figures.label || ' × ' || factors.label
            else terms.term || '(' || figures.label || ')'
        end as label,
        {%- for width in ['', '_wide'] %}
        {%- for used in ['_used', ''] %}
        {%- set low = 'figures.low' ~ width ~ used %}
        {%- set high = 'figures.high' ~ width ~ used %}
        {%- set factor_low = 'factors.low' ~ width ~ used %}
        {%- set factor_high = 'factors.high' ~ width ~ used %}
        {%- set growth_low = '(100 + ' ~ factor_low ~ ')' %}
        {%- set growth_high = '(100 + ' ~ factor_high ~ ')' %}
        case
            when terms.term = 'level' or terms.factor_id is null then {{ low }}
            when terms.term = 'product' then {{ product_low(low, factor_low) }}
            when terms.term = 'share' then {{ product_low(low, factor_low, 100) }}
            when terms.term = 'change' then {{ growth_amount_low(low, high, factor_low) }}
            when factors.measure = 'growth' then {{ implied_low(low, growth_low, growth_high) }}
            else {{ implied_low(low, factor_low, factor_high) }}
        end as low{{ width }}{{ used }},
        case
            when terms.term = 'level' or terms.factor_id is null then {{ high }}
            when terms.term = 'product' then {{ product_high(low, high, factor_low, factor_high) }}
            when terms.term = 'share' then {{ product_high(low, high, factor_low, factor_high, 100) }}
            when terms.term = 'change' then {{ growth_amount_high(low, high, factor_low, factor_high) }}
            when factors.measure = 'growth' then {{ implied_high(high, growth_low, growth_high) }}
            else {{ implied_high(high, factor_low, factor_high) }}
        end as high{{ width }}{{ used }}{{ ',' if not loop.last }}
        {%- endfor %}{{ ',' if not loop.last }}
        {%- endfor %}
    from terms
    inner join {{ ref('int_identity_figures') }} as figures on terms.observation_id = figures.observation_id
    left join {{ ref('int_identity_figures') }} as factors on terms.factor_id = factors.observation_id
)

select
    instance_key,
    identity_id,
    method,
    relation,
    qualifier,
    complete,
    firm,
    conclusive,
    earlier_status,
    later_status,
    position,
    sign,
    term,
    observation_id,
    factor_id,
    bulletin_id,
    quote,
    label,
    {%- for width in ['', '_wide'] %}
    {%- for used in ['_used', ''] %}
    case when sign = '-' then -high{{ width }}{{ used }} else low{{ width }}{{ used }} end as low{{ width }}{{ used }},
    case when sign = '-' then -low{{ width }}{{ used }} else high{{ width }}{{ used }} end as high{{ width }}{{ used }}
    {{- ',' if not loop.last }}
    {%- endfor %}{{ ',' if not loop.last }}
    {%- endfor %}
from bounded
