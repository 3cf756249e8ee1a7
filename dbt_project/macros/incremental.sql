{#- A build makes again what new rows can change, and keeps the rest (docs/decisions/incremental-builds.md).

    The plugin (orchestration/build_changes.py) lists in `meta.changed_bulletins` the bulletins of which new rows were
    written since the last build; `meta.affected_bulletins` adds those that share a series with one of them, over
    any number of steps. No identity and no conflict leads out of that set. So a table whose rows belong to bulletins loses
    the rows of the set and is given new ones. Which set that is, dbt_project.yml says (`meta: {again: …}`).
    In the SQL of such a model, and of a test, `ref` gives of tables whose rows belong to bulletins only the rows of the set:
    whatever they say or ask of a row, they say of one set of bulletins. Tests whose failures are kept look at all rows. -#}

{#- which bulletin a row belongs to, of the tables by schema and name; a table that is not here is read whole -#}
{% macro bulletin_of(relation) -%}
    {%- set own = 'bulletin_id' -%}
    {%- set of_figure = "split_part(observation_id, ':', 1)" -%}
    {%- set of_total = "split_part(total_observation_id, ':', 1)" -%}
    {%- set of_first = 'bulletin_ids[1]' -%}
    {{ return({
        'staging.documents': own,
        'staging.document_sources': own,
        'staging.readings': own,
        'staging.observations': own,
        'staging.numerals': own,
        'staging.project_events': own,
        'staging.situations': own,
        'intermediate.bulletins': own,
        'intermediate.figures': own,
        'intermediate.statements': own,
        'intermediate.identity_figures': own,
        'intermediate.identity_factors': of_figure,
        'intermediate.identity_shares': of_total,
        'intermediate.identity_sums': of_total,
        'intermediate.identity_statements': of_total,
        'intermediate.identity_links': of_total,
        'intermediate.identity_terms': own,
        'intermediate.reconciliation_network': "split_part(whole_id, ':', 1)",
        'intermediate.network_findings': of_figure,
        'intermediate.network_conflicts': of_first,
        'quality.conflicts': of_first,
        'quality.conflict_suspects': own,
        'quality.figure_verdicts': own,
        'quality.implied_values': of_figure,
        'quality.numeral_ledger': own,
        'quality.reconciliation': of_first,
        'marts.observations': own,
        'marts.situations': own,
        'marts.trade_turnover': own,
        'marts.trade_flows': own,
        'marts.agriculture_production': own,
        'marts.infrastructure_investment': own,
        'marts.infrastructure_project_events': own,
    }.get(relation.schema ~ '.' ~ relation.identifier)) }}
{%- endmacro %}

{#- the bulletins whose rows the model at hand makes again -#}
{% macro bulletins_again(model) -%}
    select again.bulletin_id
    from {{ 'meta.changed_bulletins' if model.config.meta.again == 'changed' else 'meta.affected_bulletins' }} as again
{%- endmacro %}

{% macro ref() -%}
    {%- set relation = builtins.ref(*varargs, **kwargs) -%}
    {%- if not execute -%}{%- do return(relation) -%}{%- endif -%}
    {%- set bulletin = bulletin_of(relation) -%}
    {%- if not bulletin -%}{%- do return(relation) -%}{%- endif -%}
    {%- if model.resource_type == 'model' and is_incremental() -%}
        {%- do return('(select * from ' ~ relation ~ ' where ' ~ bulletin ~ ' in (' ~ bulletins_again(model) ~ '))') -%}
    {%- elif model.resource_type == 'test' and not model.config.store_failures and is_partial_build() -%}
        {%- do return('(select * from ' ~ relation ~ ' where ' ~ bulletin
            ~ ' in (select again.bulletin_id from meta.affected_bulletins as again))') -%}
    {%- endif -%}
    {%- do return(relation) -%}
{%- endmacro %}

{#- before a model adds rows: its rows of the bulletins that it makes again go; a hook of every model -#}
{% macro forget_bulletins() -%}
    {%- if execute and is_incremental() -%}
        delete from {{ this }} where {{ bulletin_of(this) }} in ({{ bulletins_again(model) }})
    {%- endif -%}
{%- endmacro %}

{#- dbt asks this before it adds to a table: without a list of what has changed it makes the table anew -#}
{% macro should_full_refresh() -%}
    {%- set asked = config.get('full_refresh') -%}
    {{ return(asked if asked is not none else not is_partial_build()) }}
{%- endmacro %}

{#- whether this run makes only a part of the rows again -#}
{% macro is_partial_build() -%}
    {%- if not execute or flags.FULL_REFRESH -%}{{ return(false) }}{%- endif -%}
    {%- set known = run_query("select 1 from duckdb_tables() where schema_name = 'meta' and table_name = 'delta'") -%}
    {%- if not known or not known.rows -%}{{ return(false) }}{%- endif -%}
    {%- set delta = run_query('select holds from meta.delta') -%}
    {{ return(delta.rows | length > 0 and delta.rows[0][0]) }}
{%- endmacro %}
