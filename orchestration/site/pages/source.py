"""What all kinds of pages draw on: the published warehouse, names of codes, and how much is to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from expectations.data_docs import OUTCOME_NAMES
from orchestration.explaining.names import Name, Names, read_names
from orchestration.reconciling.words import ENGLISH, VIETNAMESE
from orchestration.settings import Settings
from orchestration.site.page import Text, bulletin_path
from orchestration.site.pages.texts import Places
from orchestration.site.rows import Row, Warehouse

VERDICTS: Mapping[str, str] = {
    "contradicted": "bad",
    "revised": "warn",
    "waived": "warn",
    "reconciled": "good",
    "reconciled_tight": "good",
    "unverified": "idle",
    "not_evaluated": "idle",
}
"""Verdict or status → tone, the most urgent first."""
OUTCOMES: Mapping[str, str] = {"failed": "bad", "error": "bad", "passed": "good", "not_evaluated": "idle"}
"""Outcome of a check → tone."""
OPEN: Names = {"open": Name("chưa giải quyết", "open")}

_CODES = "select code, name_vi, name_en from reference.reconciliation_codes"
_KEPT = """
    with wanted as (
        select d.bulletin_id, 0 as rank from intermediate.bulletins as d
        where d.bulletin_id in (select unnest(bulletin_ids) from quality.conflicts where status = 'open')
        union all
        select bulletin_id, rank from (
            select bulletin_id,
                row_number() over (
                    order by coalesce(report_period_end, published_on) desc nulls last, bulletin_id
                ) as rank
            from intermediate.bulletins
        ) where rank <= ?
    )
    select bulletin_id from wanted group by bulletin_id order by min(rank), bulletin_id
"""
PROJECTS = """
    select project_id from marts.infrastructure_projects
    order by stage_rank desc nulls last, last_event_date desc nulls last, project_name limit 500
"""
PROJECTS_ON_A_PAGE = 25


class Source:
    """Reads the warehouse for the pages, each thing once."""

    def __init__(self, warehouse: Warehouse, settings: Settings) -> None:
        self.warehouse = warehouse
        self.settings = settings

    @cached_property
    def names(self) -> Names:
        """Names of all codes."""
        names = dict(read_names(self.settings.reference))
        names |= {code: Name(vietnamese, english) for code, (english, vietnamese) in OUTCOME_NAMES.items()}
        names |= {code: Name(VIETNAMESE.repairs[code], ENGLISH.repairs[code]) for code in ENGLISH.repairs}
        names |= OPEN
        for row in self.warehouse.rows(_CODES):
            names[row["code"]] = Name(row["name_vi"], row["name_en"])
        return names

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """What the navigation and the foot of each page count."""
        one = self.warehouse.one
        return {
            "bulletins": one("select count(*) from intermediate.bulletins"),
            "figures": one("select count(*) from marts.observations"),
            "review": one("select count(*) from quality.review_queue"),
            "conflicts": one("select count(*) from quality.conflicts where status = 'open'"),
        }

    @cached_property
    def bulletin_ids(self) -> tuple[str, ...]:
        """Bulletins that have a page: all with an open conflict, and the newest up to the limit."""
        return tuple(row["bulletin_id"] for row in self.warehouse.rows(_KEPT, [self.settings.site_bulletins]))

    @cached_property
    def with_page(self) -> frozenset[str]:
        """The same, to ask."""
        return frozenset(self.bulletin_ids)

    @cached_property
    def places(self) -> Places:
        """On which of its bulletin's pages each figure stands."""
        return Places(self.warehouse)

    def figure_path(self, observation_id: str) -> str:
        """The place of a figure in the page of its bulletin."""
        bulletin_id, _, start = observation_id.partition(":")
        return f"{bulletin_path(bulletin_id, self.places.number(bulletin_id, int(start)))}#f{start}"

    def event_path(self, bulletin_id: str, start: int) -> str:
        """The place of a project event in the page of its bulletin."""
        return f"{bulletin_path(bulletin_id, self.places.number(bulletin_id, start))}#e{start}"

    @cached_property
    def project_paths(self) -> Mapping[str, str]:
        """The page of each project that has one, in the order in which they are shown."""
        ids = [row["project_id"] for row in self.warehouse.rows(PROJECTS)]
        return {one: project_page(place // PROJECTS_ON_A_PAGE) for place, one in enumerate(ids)}

    def name_of(self, code: str) -> Text:
        """The name of a code in both languages."""
        known = self.names.get(code, Name(code, code))
        return Text(known.vietnamese, known.english)


def title_of(document: Row) -> str:
    """What people call a bulletin: its title, its file, its id."""
    return str(document["title"] or document["source_name"] or document["bulletin_id"])


def project_page(number: int) -> str:
    """A page of projects; the first is that of infrastructure."""
    return f"infrastructure{f'-{number + 1}' if number else ''}.html"
