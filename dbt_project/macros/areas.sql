{#- The name of a province can change under its code. Here the rows of a code cover all days without a gap: the
    first reaches back and the last forward, so that each (code, day) has one name. -#}
{% macro areas_by_date() -%}
    (
        select
            code,
            name_vi,
            name_en,
            case
                when row_number() over (partition by code order by valid_from nulls first) = 1 then date '0001-01-01'
                else valid_from
            end as from_date,
            coalesce(
                lead(valid_from) over (partition by code order by valid_from nulls first) - 1, date '9999-12-31'
            ) as to_date
        from {{ ref('ref_areas') }}
    )
{%- endmacro %}

{#- the day that decides a row's names: the end of its period, else its publication, else the newest -#}
{% macro date_of(row, bulletin) -%}
    coalesce({{ row }}.period_end, {{ bulletin }}.published_on, date '9999-12-31')
{%- endmacro %}
