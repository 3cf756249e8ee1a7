"""The network of figures and identities, solved component by component: a row a component, findings nested.

Components whose figures, identities and rules are as they were take over the row of the build before.
"""


def model(dbt, session):
    """Hand the tables to the solver; what dbt writes is what it gives."""
    dbt.config(materialized="table", contract={"enforced": False})

    from expectations.network_tables import FIGURE_COLUMNS, STAR_COLUMNS, TERM_COLUMNS, solve_tables
    from expectations.reconciliation import load_rules
    from orchestration.settings import Settings

    def table(relation, columns):
        names = ", ".join(f'"{column}"' for column in columns)
        return relation.project(names).to_arrow_table()

    figures = table(dbt.ref("int_figures"), FIGURE_COLUMNS)
    stars = table(dbt.ref("int_identity_factors"), STAR_COLUMNS)
    terms = table(dbt.ref("int_identity_terms"), TERM_COLUMNS)
    settings = Settings.from_environment()
    rules = load_rules(settings.reference)
    return solve_tables(figures, stars, terms, rules, previous(dbt, session), settings.workers)


def previous(dbt, session):
    """What the build before found, if there was one."""
    import duckdb

    try:
        return session.sql(f"from {dbt.this}").to_arrow_table()
    except duckdb.CatalogException:
        return None
