{#- What the identity models share. The same rules in Python: expectations/reconciliation. -#}

{#- the four bounds of a figure: by its last printed digit, and by its last digit that is not 0 -#}
{% macro interval_bounds() -%}
    {{ return(['low', 'high', 'low_wide', 'high_wide']) }}
{%- endmacro %}

{#- what figures of one bulletin have in common when they are of one series -#}
{% macro series_columns() -%}
    {{ return([
        'bulletin_id', 'indicator', 'item', 'season', 'coverage', 'partner', 'ref_area', 'place', 'unit',
    ]) }}
{%- endmacro %}

{% macro same_series(left_row, right_row) -%}
    {{ left_row }}.bulletin_id = {{ right_row }}.bulletin_id
        and {{ left_row }}.indicator = {{ right_row }}.indicator
        and {{ left_row }}.unit = {{ right_row }}.unit
        {%- for column in ['item', 'season', 'coverage', 'partner', 'ref_area', 'place'] %}
        and {{ left_row }}.{{ column }} is not distinct from {{ right_row }}.{{ column }}
        {%- endfor %}
{%- endmacro %}

{#- the levels that count, and whether each has a rival: another value for the same series and period in the same
    bulletin; then the key is too coarse to be firm about -#}
{% macro levels_with_rivals(series) -%}
    select
        *,
        coalesce(max(low_wide_used) over same_key > min(high_wide_used) over same_key, false) as has_rival
    from {{ ref('int_identity_figures') }}
    where obstacle is null and is_level
    window
        same_key as (
            partition by
                {{ series | join(', ') }}, basis, base_period_start, base_period_end, plan_authority,
                period_start, period_end
        )
{%- endmacro %}

{#- methods that test nothing where a part is missing; the others then still are an inequality -#}
{% macro whole_methods() -%}
    ('difference', 'product', 'share')
{%- endmacro %}

{#- the 31-day rule: near enough to mean one window; but two different month ends are two windows -#}
{% macro ends_meet(left_end, right_end) -%}
    (
        {{ left_end }} = {{ right_end }}
        or (
            abs({{ left_end }} - {{ right_end }}) <= 31
            and not ({{ left_end }} = last_day({{ left_end }}) and {{ right_end }} = last_day({{ right_end }}))
        )
    )
{%- endmacro %}

{#- whether a figure is of the series that one side of a steward's link names -#}
{% macro same_link_side(prefix) -%}
    (links.{{ prefix }}bulletin_id is null or links.{{ prefix }}bulletin_id = figures.bulletin_id)
            {%- for column in ['ref_area', 'indicator', 'item', 'season', 'coverage', 'partner'] %}
            and links.{{ prefix }}{{ column }} is not distinct from figures.{{ column }}
            {%- endfor %}
{%- endmacro %}

{#- floor and ceiling of whole numbers; DuckDB's // cuts towards zero. The divisor is above zero. -#}
{% macro floor_quotient(numerator, divisor) -%}
    (({{ numerator }}) // ({{ divisor }}) - cast((({{ numerator }}) % ({{ divisor }})) < 0 as integer))
{%- endmacro %}

{% macro ceiling_quotient(numerator, divisor) -%}
    (({{ numerator }}) // ({{ divisor }}) + cast((({{ numerator }}) % ({{ divisor }})) > 0 as integer))
{%- endmacro %}

{% macro from_millionths(count) -%}
    (cast({{ count }} as decimal(38, 0)) * cast(0.000001 as decimal(7, 6)))
{%- endmacro %}

{#- the absolute change behind a growth, value × g / (100 + g), outward; for values of at least zero -#}
{% macro growth_amount_low(low, high, growth_low) -%}
    case
        when {{ low }} is null or {{ low }} < 0 or {{ growth_low }} is null or {{ growth_low }} <= -100 then null
        else {{ from_millionths(floor_quotient(
            millionths('case when ' ~ growth_low ~ ' >= 0 then ' ~ low ~ ' else ' ~ high ~ ' end')
            ~ ' * ' ~ millionths(growth_low),
            '100000000 + ' ~ millionths(growth_low)
        )) }}
    end
{%- endmacro %}

{% macro growth_amount_high(low, high, growth_low, growth_high) -%}
    case
        when {{ low }} is null or {{ low }} < 0 or {{ growth_low }} is null or {{ growth_low }} <= -100 then null
        else {{ from_millionths(ceiling_quotient(
            millionths('case when ' ~ growth_high ~ ' >= 0 then ' ~ high ~ ' else ' ~ low ~ ' end')
            ~ ' * ' ~ millionths(growth_high),
            '100000000 + ' ~ millionths(growth_high)
        )) }}
    end
{%- endmacro %}

{#- left × right, outward, for factors of at least zero; a percentage is out of 100 -#}
{% macro product_low(left_low, right_low, out_of=1) -%}
    case
        when {{ left_low }} >= 0 and {{ right_low }} >= 0
            then {{ from_millionths(floor_quotient(millionths(left_low) ~ ' * ' ~ millionths(right_low), out_of * 1000000)) }}
    end
{%- endmacro %}

{% macro product_high(left_low, left_high, right_low, right_high, out_of=1) -%}
    case
        when {{ left_low }} >= 0 and {{ right_low }} >= 0
            then {{ from_millionths(
                ceiling_quotient(millionths(left_high) ~ ' * ' ~ millionths(right_high), out_of * 1000000)
            ) }}
    end
{%- endmacro %}

{#- a bound moved away by a fraction of its own size, in parts per million, rounded outward -#}
{% macro widened(bound, parts_per_million, direction) -%}
    ({{ bound }} {{ direction }} {{ from_millionths(
        ceiling_quotient('abs(' ~ millionths(bound) ~ ') * ' ~ parts_per_million, '1000000')
    ) }})
{%- endmacro %}

{#- how far one bound lies above another; 0 where it does not, or where one is missing -#}
{% macro excess(low, high) -%}
    greatest(coalesce({{ low }} - {{ high }}, 0), 0)
{%- endmacro %}

{#- how far the components' side misses its relation to the total; 0 where it can hold -#}
{% macro relation_gap(relation, total_low, total_high, components_low, components_high) -%}
    case {{ relation }}
        when 'at_most' then {{ excess(components_low, total_high) }}
        when 'at_least' then {{ excess(total_low, components_high) }}
        else greatest({{ excess(total_low, components_high) }}, {{ excess(components_low, total_high) }})
    end
{%- endmacro %}

{#- the text of a number in full: thousands grouped, no zeros at the end of the decimals -#}
{% macro number_text(number, group_mark, point, unbounded) -%}
    coalesce(
        case when {{ number }} < 0 then '-' else '' end
        || ltrim(
            reverse(
                regexp_replace(
                    reverse(split_part(cast(abs({{ number }}) as varchar), '.', 1)),
                    '(\d{3})', '\1{{ group_mark }}', 'g'
                )
            ), '{{ group_mark }}'
        )
        || case
            when rtrim(split_part(cast({{ number }} as varchar), '.', 2), '0') = '' then ''
            else '{{ point }}' || rtrim(split_part(cast({{ number }} as varchar), '.', 2), '0')
        end,
        '{{ unbounded }}'
    )
{%- endmacro %}

{% macro interval_text(low, high, group_mark, point) -%}
    '[' || {{ number_text(in_words(low, 'floor'), group_mark, point, '−∞') }} || '; '
        || {{ number_text(in_words(high, 'ceil'), group_mark, point, '+∞') }} || ']'
{%- endmacro %}

{#- a number as people are told it: whole from a thousand on -#}
{% macro in_words(number, rounding) -%}
    case when abs({{ number }}) >= 1000 then cast({{ rounding }}({{ number }}) as decimal(38, 6)) else {{ number }} end
{%- endmacro %}

{#- a series in codes: indicator[item, season, coverage] -#}
{% macro series_label(indicator, item, season, coverage) -%}
    {{ indicator }} || case
            when coalesce({{ item }}, {{ season }}, {{ coverage }}) is null then ''
            else '[' || concat_ws(', ', {{ item }}, {{ season }}, {{ coverage }}) || ']'
        end
{%- endmacro %}

{#- what a numeral of a text can be (orchestration/bulletins/records.py) -#}
{% macro numeral_roles() -%}
    {{ return([
        'observation', 'period', 'date', 'identifier', 'ordinal', 'list_label', 'clock', 'name', 'boilerplate',
        'unresolved',
    ]) }}
{%- endmacro %}
