{#- Two spans of one bulletin never share a character. -#}
{% test spans_do_not_overlap(model) -%}
select *
from (
    select
        bulletin_id,
        "start",
        "end",
        max("end") over (
            partition by bulletin_id order by "start", "end" rows between unbounded preceding and 1 preceding
        ) as end_before
    from {{ model }}
)
where "start" < end_before or "end" <= "start"
{%- endtest %}
