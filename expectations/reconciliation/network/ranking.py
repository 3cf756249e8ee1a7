"""Which of several equally small sets of suspects is the likeliest.

Sets are found by their number of figures alone; these weights only order them. They are negative logarithms of
likelihoods, as the costs of misprints are: a figure's is that of all its misprints together that help, or of
some other error. An estimate is likelier wrong than a final figure, an older report than a newer one, and a
figure of which the reader was unsure than a plain one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from math import exp, log

from expectations.reconciliation.figures import Figure
from expectations.reconciliation.network.repair import COSTS
from expectations.reconciliation.network.results import Suspects

STATUS_DISCOUNT = {"E": 0.3, "F": 0.4, "P": 0.2}
"""By SDMX observation status: estimates, forecasts and provisional figures are revised."""
OLDER_DISCOUNT = 0.1
UNSURE_DISCOUNT = 1.0
"""A figure that the reader flagged (an ambiguous separator, a doubled word)."""


def ranked(sets: Iterable[Suspects], figures: Mapping[str, Figure]) -> tuple[Suspects, ...]:
    """Order sets of suspects by their cost, then by id, and number them from 1."""
    found = list(sets)
    newest = max((_published(figures[i]) for s in found for i in s.observation_ids), default=date.min)
    weighed = [replace(s, cost=round(sum(_cost(s, figures[i], newest) for i in s.observation_ids), 6)) for s in found]
    weighed.sort(key=lambda s: (s.cost, s.observation_ids))
    return tuple(replace(s, rank=number) for number, s in enumerate(weighed, start=1))


def _published(figure: Figure) -> date:
    return figure.published_on or date.min


def _cost(suspects: Suspects, figure: Figure, newest: date) -> float:
    own = [repair.cost for repair in suspects.repairs if repair.observation_id == figure.observation_id]
    cost = -log(sum(exp(-each) for each in (*own, COSTS["other"])))
    cost -= STATUS_DISCOUNT.get(figure.obs_status, 0.0)
    cost -= OLDER_DISCOUNT if _published(figure) < newest else 0.0
    return cost - (UNSURE_DISCOUNT if figure.flags else 0.0)
