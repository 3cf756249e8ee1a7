{#- Exact arithmetic on DECIMAL(38,6). DuckDB's DECIMAL / DECIMAL is a binary double; these macros divide whole
    numbers of millionths instead, and round outward, so that a true value is never left outside its bounds
    (docs/decisions/exact-quotients.md). Beyond 10^24 the millionths leave 128 bits, and there is no answer. -#}

{% macro millionths(number) -%}
    cast({{ number }} * 1000000 as hugeint)
{%- endmacro %}

{#- floor or ceiling of value × 100 / percent, to a millionth; null unless percent is above zero -#}
{% macro percent_quotient(value, percent, rounding) -%}
    case
        when abs({{ value }}) < 1000000000000000000000000 and {{ percent }} > 0
            then cast(
                ({{ millionths(value) }} * 100000000) // {{ millionths(percent) }}
                {%- if rounding == 'down' %}
                - cast({{ value }} < 0 and ({{ millionths(value) }} * 100000000) % {{ millionths(percent) }} <> 0 as integer)
                {%- elif rounding == 'up' %}
                + cast({{ value }} > 0 and ({{ millionths(value) }} * 100000000) % {{ millionths(percent) }} <> 0 as integer)
                {%- endif %}
                as decimal(38, 0)
            ) * cast(0.000001 as decimal(7, 6))
    end
{%- endmacro %}

{#- the lower bound of [low, high] × 100 / [percent_low, percent_high], all percents above zero -#}
{% macro implied_low(low, percent_low, percent_high) -%}
    case
        when {{ percent_low }} is null or {{ percent_low }} <= 0 then null
        when {{ low }} >= 0 then {{ percent_quotient(low, percent_high, 'down') }}
        else {{ percent_quotient(low, percent_low, 'down') }}
    end
{%- endmacro %}

{#- the upper bound of the same -#}
{% macro implied_high(high, percent_low, percent_high) -%}
    case
        when {{ percent_low }} is null or {{ percent_low }} <= 0 then null
        when {{ high }} >= 0 then {{ percent_quotient(high, percent_low, 'up') }}
        else {{ percent_quotient(high, percent_high, 'up') }}
    end
{%- endmacro %}
