"""The sidecar: a small YAML file beside a bulletin with the facts that its text does not tell.

`lang-son-2024-h1.yml` describes `lang-son-2024-h1.txt`. Every key is optional, and so is the file. What is
written must hold: an unknown key, a date that is none or an area outside the reference table is an error that
names file, key and what was expected, and the bulletin waits in quarantine until the sidecar is mended.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from orchestration.bulletins.reading.reasons import WRONG_SIDECAR, Unreadable
from orchestration.plain_yaml import NotPlainYaml, load_plain_yaml

MAX_BYTES = 65_536
ENDINGS = (".yml", ".yaml")
EARLIEST, LATEST = date(1945, 9, 2), date(2199, 12, 31)

_EXPECTED_DATE = "a date written year-month-day, such as 2024-06-30"
_EXPECTED_AREA = "a code of the reference table areas, such as VN-09"
_AREA_NUMBER = re.compile(r"(?:VN[-_ ]?)?(\d{1,2})", re.IGNORECASE)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _date(value: Any) -> date:
    """Accept a YAML date or the same in quotation marks; nothing that only resembles a date."""
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"expected {_EXPECTED_DATE}; the calendar has no such day") from None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"expected {_EXPECTED_DATE}")
    if not EARLIEST <= value <= LATEST:
        raise ValueError(f"expected a date between {EARLIEST} and {LATEST}")
    return value


def _words(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("expected words; put them in quotation marks if YAML takes them for a number or yes/no")
    words = " ".join(unicodedata.normalize("NFC", value).split())
    if not words:
        raise ValueError("expected words, found none; leave the key out if it is not known")
    if not words.isprintable():
        raise ValueError("expected printable words, found control characters or half a surrogate pair")
    return words


def _area(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected {_EXPECTED_AREA}")
    return value


def _language(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch("[a-z]{2,3}", value):
        raise ValueError("expected a language code of ISO 639, such as vi or en")
    return value


Day = Annotated[date, BeforeValidator(_date)]
Words = Annotated[str, BeforeValidator(_words), Field(max_length=1000)]
Area = Annotated[str, BeforeValidator(_area)]
Language = Annotated[str, BeforeValidator(_language)]


class ReportPeriod(BaseModel):
    """The period on which the bulletin reports, both days included."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    start: Day
    end: Day

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.start > self.end:
            raise ValueError(f"expected a start ({self.start}) not after the end ({self.end})")
        return self


class Sidecar(BaseModel):
    """The facts of a sidecar; what is not known is None."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    publisher: Words | None = None
    issuing_authority: Words | None = None
    ref_area: Area | None = None
    published_on: Day | None = None
    language: Language | None = None
    report_period: ReportPeriod | None = None
    title: Words | None = None

    @property
    def facts(self) -> str:
        """The facts as canonical JSON: known ones only, keys sorted, no spaces."""
        known = self.model_dump(mode="json", exclude_none=True)
        return json.dumps(known, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def context_hash(self) -> str:
        """Sixteen hexadecimal digits of a hash of the facts: comments and order of keys do not matter."""
        return hashlib.sha256(self.facts.encode()).hexdigest()[:16]

    @classmethod
    def from_facts(cls, facts: str | None) -> Sidecar:
        """Read back what `facts` wrote; None (no sidecar) has no facts."""
        return cls.model_validate_json(facts) if facts else cls()


NO_FACTS = Sidecar()


@lru_cache(maxsize=4)
def load_area_names(areas_csv: Path) -> Mapping[str, str]:
    """Read code and Vietnamese name of every reference area."""
    with areas_csv.open(encoding="utf-8", newline="") as stream:
        return {row["code"]: row["name_vi"] for row in csv.DictReader(stream)}


def sidecar_of(bulletin: Path, exists: Callable[[Path], bool] = Path.exists) -> Path | None:
    """Find the sidecar of a bulletin: the same name ending in .yml (or .yaml).

    Raises:
        Unreadable: `wrong_sidecar`, where both stand there.
    """
    found = [path for ending in ENDINGS if exists(path := bulletin.with_suffix(ending))]
    if len(found) > 1:
        raise _wrong(found[0], f"{found[1].name} stands beside it; keep one of the two")
    return found[0] if found else None


def read_sidecar(path: Path, areas: Mapping[str, str]) -> Sidecar:
    """Read and check a sidecar.

    Args:
        path: the YAML file.
        areas: names by code of the reference areas (`load_area_names`).

    Raises:
        Unreadable: `wrong_sidecar`; the detail names the file, each wrong key and what was expected.
    """
    facts = _load(path)
    try:
        sidecar = Sidecar.model_validate(facts)
    except ValidationError as error:
        raise _wrong(path, "; ".join(_explain(error.errors(include_url=False)))) from None
    if sidecar.ref_area is not None and sidecar.ref_area not in areas:
        raise _wrong(path, _explain_area(sidecar.ref_area, areas))
    return sidecar


def _wrong(path: Path, what: str) -> Unreadable:
    return Unreadable(WRONG_SIDECAR, f"sidecar {path.name}: {what}")


def _load(path: Path) -> dict[Any, Any]:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _wrong(path, f"it cannot be opened ({error.strerror})") from None
    if len(data) > MAX_BYTES:
        raise _wrong(path, f"it is larger than {MAX_BYTES} bytes; a sidecar is a handful of lines")
    try:
        facts = load_plain_yaml(data)
    except NotPlainYaml as problem:
        raise _wrong(path, str(problem)) from None
    if facts is None:
        return {}
    if not isinstance(facts, dict):
        raise _wrong(path, f"expected lines of «key: value», found {type(facts).__name__}")
    return facts


def _explain(errors: Iterable[Any]) -> Iterable[str]:
    known = ", ".join(Sidecar.model_fields)
    for error in errors:
        key = ".".join(str(part) for part in error["loc"]) or "the sidecar"
        found = f" (found {error['input']!r:.80})"
        if error["type"] == "extra_forbidden":
            expected = "start and end" if key.startswith("report_period.") else known
            close = get_close_matches(str(error["loc"][-1]), Sidecar.model_fields, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            yield f"unknown key {key}; expected {expected}{hint}"
        elif error["type"] == "missing":
            yield f"{key} is missing"
        elif error["type"] == "model_type":
            yield f"{key}: expected the two keys start and end{found}"
        else:
            yield f"{key}: {error['msg'].removeprefix('Value error, ')}{found}"


def _explain_area(code: str, areas: Mapping[str, str]) -> str:
    hints = [f"did you mean {close} ({areas[close]})?" for close in _close_areas(code, areas)[:1]]
    return "; ".join([f"ref_area: expected {_EXPECTED_AREA} (found {code!r:.80})", *hints])


def _close_areas(code: str, areas: Mapping[str, str]) -> list[str]:
    """What was meant by a number without its zero («VN-9»), by a name («Lạng Sơn») or a slip."""
    if number := _AREA_NUMBER.fullmatch(code):
        padded = f"VN-{int(number[1]):02d}"
        if padded in areas:
            return [padded]
    named = [known for known, name in areas.items() if name.casefold() == code.casefold()]
    return named or get_close_matches(code, areas, n=1)
