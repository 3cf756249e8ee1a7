"""The data structure definition of the figures and all that it refers to, as SDMX-ML.

pysdmx makes the message. It knows one language a name and writes every apostrophe as a quotation mark, so the names
are set afterwards, in both languages.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from pysdmx.io.xml.sdmx21.writer.structure import write as write_21
from pysdmx.io.xml.sdmx30.writer.structure import write as write_30
from pysdmx.model import (
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    DataType,
    Organisation,
    Role,
)
from pysdmx.model.message import Header

from orchestration.release.sdmx.codes import HERE, CodeList

VERSION = "1.0.0"
DATAFLOW, STRUCTURE, CONCEPTS = "OBSERVATIONS", "BULLETIN_FIGURES", "BULLETIN_CONCEPTS"
FLOW_NAMES = ("Số liệu của các bản tin kinh tế địa phương", "Figures of provincial economic bulletins")
CONCEPT_NAMES = ("Khái niệm của số liệu bản tin", "Concepts of bulletin figures")
SDMX_ML = {"2.1": write_21, "3.0": write_30}
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """One row of components.csv."""

    component: str
    role: str
    code_list: str
    type: str
    required: str
    name_vi: str
    name_en: str


def component_rows() -> list[ComponentRow]:
    """Dimensions, measure and attributes, in the order in which they are written."""
    with (HERE / "components.csv").open(encoding="utf-8", newline="") as file:
        return [ComponentRow(**row) for row in csv.DictReader(file)]


COMPONENTS = tuple(row.component for row in component_rows())
DIMENSIONS = tuple(row.component for row in component_rows() if row.role == "dimension")


def dataflow_id(agency: str) -> str:
    """How data refer to the dataflow."""
    return f"{agency}:{DATAFLOW}({VERSION})"


def header(agency: str, message_id: str, prepared: date) -> Header:
    """The head of a message, without a clock: it is prepared on the day of the newest bulletin in it."""
    moment = datetime(prepared.year, prepared.month, prepared.day, tzinfo=UTC)
    return Header(id=message_id, prepared=moment, sender=Organisation(id=agency))


def make_structures(agency: str, lists: Sequence[CodeList]) -> list[Any]:
    """Code lists, concept scheme, data structure definition and dataflow as objects of pysdmx."""
    code_lists = {
        code_list.list_id: Codelist(
            id=code_list.list_id,
            name=code_list.name_en,
            agency=agency,
            version=VERSION,
            is_final=True,
            items=[Code(id=code.code, name=code.name_en) for code in code_list.codes],
        )
        for code_list in lists
    }
    rows = component_rows()
    concepts = {
        row.component: Concept(id=row.component, name=row.name_en, urn=_concept_urn(agency, row)) for row in rows
    }
    scheme = ConceptScheme(
        id=CONCEPTS, name=CONCEPT_NAMES[1], agency=agency, version=VERSION, is_final=True, items=list(concepts.values())
    )
    definition = DataStructureDefinition(
        id=STRUCTURE,
        name=FLOW_NAMES[1],
        agency=agency,
        version=VERSION,
        is_final=True,
        components=Components([_component(row, concepts[row.component], code_lists) for row in rows]),
    )
    flow = Dataflow(
        id=DATAFLOW, name=FLOW_NAMES[1], agency=agency, version=VERSION, is_final=True, structure=definition
    )
    return [*code_lists.values(), scheme, definition, flow]


def _concept_urn(agency: str, row: ComponentRow) -> str:
    scheme = f"urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={agency}:{CONCEPTS}({VERSION})"
    return f"{scheme}.{row.component}"


def _component(row: ComponentRow, concept: Concept, lists: dict[str, Codelist]) -> Component:
    return Component(
        id=row.component,
        required=row.required == "yes",
        role=Role(row.role[0].upper()),
        concept=concept,
        local_dtype=DataType(row.type) if row.type else None,
        local_codes=lists[row.code_list] if row.code_list else None,
        attachment_level="O" if row.role == "attribute" else None,
    )


def write_structures(path: Path, standard: str, agency: str, lists: Sequence[CodeList], prepared: date) -> None:
    """Write the structure message of SDMX-ML `standard` («2.1», «3.0»), names in Vietnamese and English."""
    write: Callable[..., str | None] = SDMX_ML[standard]
    text = write(make_structures(agency, lists), header=header(agency, "STRUCTURES", prepared)) or ""
    root = etree.fromstring(text.encode("utf-8"))
    for element, names in _named(root, lists):
        _set_names(element, names)
    etree.indent(root, "  ")
    path.write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _named(root: etree._Element, lists: Sequence[CodeList]) -> Iterator[tuple[etree._Element, tuple[str, str]]]:
    """Each named element with its names (Vietnamese, English)."""
    names: dict[tuple[str, str], tuple[str, str]] = {
        ("ConceptScheme", CONCEPTS): CONCEPT_NAMES,
        ("DataStructure", STRUCTURE): FLOW_NAMES,
        ("Dataflow", DATAFLOW): FLOW_NAMES,
        **{("Concept", row.component): (row.name_vi, row.name_en) for row in component_rows()},
        **{("Codelist", one.list_id): (one.name_vi, one.name_en) for one in lists},
    }
    codes = {one.list_id: {code.code: (code.name_vi, code.name_en) for code in one.codes} for one in lists}
    for element in root.iter(
        "{*}Codelist", "{*}Code", "{*}ConceptScheme", "{*}Concept", "{*}DataStructure", "{*}Dataflow"
    ):
        kind, identifier = etree.QName(element).localname, element.get("id")
        if identifier is None:
            continue
        found = codes[element.getparent().get("id")][identifier] if kind == "Code" else names.get((kind, identifier))
        if found:
            yield element, found


def _set_names(element: etree._Element, names: tuple[str, str]) -> None:
    english = element.find("{*}Name")
    if english is None:
        return
    english.text = names[1]
    vietnamese = etree.Element(english.tag)
    vietnamese.set(_XML_LANGUAGE, "vi")
    vietnamese.text = names[0]
    english.addnext(vietnamese)
