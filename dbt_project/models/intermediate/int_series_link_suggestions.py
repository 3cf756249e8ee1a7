"""Series of different bulletins that may be one: a row a family of series, hypotheses that the network confirms nested.

Families whose bulletins, links and rules are as they were take over the row of the build before.
"""


def model(dbt, session):
    """Hand figures and accepted links over; what dbt writes is what the library gives."""
    dbt.config(materialized="table", contract={"enforced": False})

    from expectations.network_tables import FIGURE_COLUMNS
    from expectations.reconciliation import load_rules
    from expectations.suggestion_tables import LINK_COLUMNS, suggest_tables
    from orchestration.settings import Settings

    def table(relation, columns):
        names = ", ".join(f'"{column}"' for column in columns)
        return relation.project(names).to_arrow_table()

    figures = table(dbt.ref("int_figures"), FIGURE_COLUMNS)
    links = table(dbt.ref("stg_series_links"), LINK_COLUMNS)
    return suggest_tables(figures, links, load_rules(Settings.from_environment().reference), previous(dbt, session))


def previous(dbt, session):
    """What the build before found, if there was one."""
    import duckdb

    try:
        return session.sql(f"from {dbt.this}").to_arrow_table()
    except duckdb.CatalogException:
        return None
