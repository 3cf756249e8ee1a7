"""Stars: a level with the percentages of its statement, which imply plans and bases."""

from __future__ import annotations

from collections.abc import Iterator

from expectations.reconciliation.matching import Bulletins
from expectations.reconciliation.network.system import Star


def stars_of(bulletins: Bulletins) -> Iterator[Star]:
    """Every plan and base that the figures imply."""
    for level in bulletins.levels:
        for authority, attainment in bulletins.plans(level).items():
            yield Star(level.observation_id, attainment.observation_id, "plan", authority)
        for basis, growth in bulletins.bases(level).items():
            yield Star(level.observation_id, growth.observation_id, "base", basis)
