"""Sidecars: facts hold or the error names file, key and what was expected."""

from datetime import date
from pathlib import Path

import pytest

from orchestration.bulletins.reading.reasons import Unreadable
from orchestration.settings import REPOSITORY
from orchestration.sidecar import MAX_BYTES, NO_FACTS, Sidecar, load_area_names, read_sidecar, sidecar_of

AREAS = load_area_names(REPOSITORY / "dbt_project" / "seeds" / "reference" / "areas.csv")


@pytest.fixture
def sidecar(tmp_path: Path) -> Path:
    return tmp_path / "lang-son.yml"


def read(path: Path, content: str | bytes) -> Sidecar:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_sidecar(path, AREAS)


def refused(path: Path, content: str | bytes) -> str:
    with pytest.raises(Unreadable) as raised:
        read(path, content)
    assert raised.value.reason_code == "wrong_sidecar"
    assert raised.value.detail.startswith("sidecar lang-son.yml: ")
    return raised.value.detail


def test_every_key_is_read(sidecar: Path) -> None:
    found = read(
        sidecar,
        "publisher: Báo Lạng Sơn\nissuing_authority: UBND tỉnh Lạng Sơn\nref_area: VN-09\npublished_on: 2024-06-20\n"
        'language: vi\nreport_period: {start: 2024-01-01, end: "2024-06-30"}\ntitle: "  Sáu\n  tháng "\n',
    )
    assert (found.publisher, found.issuing_authority) == ("Báo Lạng Sơn", "UBND tỉnh Lạng Sơn")
    assert (found.ref_area, found.published_on, found.language) == ("VN-09", date(2024, 6, 20), "vi")
    assert found.report_period is not None
    assert (found.report_period.start, found.report_period.end) == (date(2024, 1, 1), date(2024, 6, 30))
    assert found.title == "Sáu tháng"


@pytest.mark.parametrize("name", ["lang-son-2024-h1", "lang-son-2023-q2"])
def test_the_bundled_sidecars_hold(name: str) -> None:
    found = read_sidecar(REPOSITORY / "data" / "bulletins" / f"{name}.yml", AREAS)
    assert (found.ref_area, found.language, found.issuing_authority) == ("VN-09", "vi", "UBND tỉnh Lạng Sơn")
    assert found.published_on is None


@pytest.mark.parametrize("content", ["", "# chưa biết gì\n", "---\n", "{}"])
def test_a_sidecar_without_facts_is_as_none(sidecar: Path, content: str) -> None:
    assert read(sidecar, content) == NO_FACTS
    assert read(sidecar, content).context_hash == NO_FACTS.context_hash


def test_the_hash_is_of_the_facts_and_not_of_how_they_are_written(sidecar: Path) -> None:
    plain = read(sidecar, "language: vi\nref_area: VN-09\n").context_hash
    assert read(sidecar, '# lời chú\n"ref_area": "VN-09"\nlanguage: vi\n').context_hash == plain
    assert read(sidecar, "language: vi\nref_area: VN-02\n").context_hash != plain


def test_facts_come_back_from_their_canonical_form(sidecar: Path) -> None:
    found = read(sidecar, "published_on: 2024-06-20\nreport_period: {start: 2024-01-01, end: 2024-06-30}\ntitle: Tin")
    assert found.facts == (
        '{"published_on":"2024-06-20","report_period":{"end":"2024-06-30","start":"2024-01-01"},"title":"Tin"}'
    )
    assert Sidecar.from_facts(found.facts) == found
    assert Sidecar.from_facts(None) == NO_FACTS


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("publishr: Báo Lạng Sơn", "unknown key publishr; expected publisher, issuing_authority, ref_area"),
        ("publishr: Báo Lạng Sơn", "did you mean publisher?"),
        ("published_on: 2024-06-31", "published_on: expected a date written year-month-day"),
        ("published_on: 20/6/2024", "such as 2024-06-30 (found '20/6/2024')"),
        ("published_on: 2024-06-20T10:00:00Z", "published_on: expected a date"),
        ("published_on: 2024", "published_on: expected a date"),
        ("published_on: 0001-01-01", "expected a date between 1945-09-02"),
        ("ref_area: VN-9", "ref_area: expected a code of the reference table areas"),
        ("ref_area: VN-9", "did you mean VN-09 (Lạng Sơn)?"),
        ("ref_area: lạng sơn", "did you mean VN-09 (Lạng Sơn)?"),
        ("ref_area: 9", "ref_area: expected a code"),
        ("ref_area: CN-45", "(found 'CN-45')"),
        ("title: 2024", "title: expected words; put them in quotation marks"),
        ("title: ''", "title: expected words, found none"),
        ('title: "\\ud800"', "title: expected printable words"),
        ('title: "a\\0b"', "title: expected printable words"),
        ("language: no", "language: expected a language code of ISO 639"),
        ("language: Tiếng Việt", "language: expected a language code"),
        ("report_period: {start: 2024-01-01}", "report_period.end is missing"),
        ("report_period: 2024", "report_period: expected the two keys start and end"),
        ("report_period: {start: 2024-07-01, end: 2024-06-30}", "not after the end (2024-06-30)"),
        ("report_period: {start: 2024-01-01, end: 2024-06-30, half: 1}", "unknown key report_period.half"),
        ("- publisher", "expected lines of «key: value», found list"),
        ("Báo Lạng Sơn", "expected lines of «key: value», found str"),
        ("title: a\ntitle: b", "the key 'title' stands twice in line 2"),
        ("title: a: b", "it is not YAML: mapping values are not allowed here in line 1"),
        ("title: a\n--- \ntitle: b", "another document in line 2"),
        ("a: &a [x]\nb: *a", "aliases (*name) are not read here in line 2"),
        ("title: !!python/object/apply:os.system ['true']", "could not determine a constructor"),
        ("[" * 20_000, "nested too deeply"),
        ("? [a]\n: b", "it is not YAML"),
        ("1: 2", "found 1"),
        (b"title: \xff\xfe", "it is not UTF-8"),
        (b"title: \x01", "it is not YAML"),
        ("#" * (MAX_BYTES + 1), f"it is larger than {MAX_BYTES} bytes"),
    ],
)
def test_what_does_not_hold_says_what_was_expected(sidecar: Path, content: str | bytes, said: str) -> None:
    assert said in refused(sidecar, content)


def test_all_faults_are_told_at_once(sidecar: Path) -> None:
    told = refused(sidecar, "publishr: x\nlanguage: no\n")
    assert "publishr" in told
    assert "language" in told


def test_growing_aliases_are_refused_before_they_grow(sidecar: Path) -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30))
    assert "aliases" in refused(sidecar, f"l0: &l0 lol\n{levels}\n")


def test_a_byte_order_mark_does_no_harm(sidecar: Path) -> None:
    assert read(sidecar, b"\xef\xbb\xbfref_area: VN-09").ref_area == "VN-09"


def test_a_folder_in_place_of_a_sidecar_is_told(sidecar: Path) -> None:
    sidecar.mkdir()
    with pytest.raises(Unreadable, match="cannot be opened"):
        read_sidecar(sidecar, AREAS)


def test_a_sidecar_has_the_name_of_its_bulletin(tmp_path: Path) -> None:
    bulletin = tmp_path / "bản tin.2024.txt"
    assert sidecar_of(bulletin) is None
    (tmp_path / "bản tin.2024.yml").touch()
    assert sidecar_of(bulletin) == tmp_path / "bản tin.2024.yml"


def test_two_sidecars_of_one_bulletin_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "a.yml").touch()
    (tmp_path / "a.yaml").touch()
    with pytest.raises(Unreadable, match="keep one of the two"):
        sidecar_of(tmp_path / "a.txt")
