"""SDMX-CSV 2.0 and SDMX-ML 2.1 and 3.0 (structure-specific), written row by row.

pysdmx reads these files back in the tests and checks them against the official schemas. It does not write them: it
holds all in memory, and prints text by Python's `repr`, which spoils apostrophes, backslashes and no-break spaces.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from orchestration.release.sdmx.rows import Row
from orchestration.release.sdmx.structures import COMPONENTS, DATAFLOW, VERSION, dataflow_id

Write = Callable[[Row], None]
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
INFORMATION = "I"


@contextmanager
def sdmx_csv(path: Path, agency: str) -> Iterator[Write]:
    """Open an SDMX-CSV 2.0 file; yields the function that writes one observation."""
    head = ["dataflow", dataflow_id(agency), INFORMATION]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *COMPONENTS])
        yield lambda row: writer.writerow([*head, *(row.get(component, "") for component in COMPONENTS)])


@contextmanager
def sdmx_ml(path: Path, standard: str, agency: str, message_id: str, prepared: date) -> Iterator[Write]:
    """Open a structure-specific SDMX-ML file of `standard` («2.1», «3.0»); yields what writes one observation."""
    base = f"http://www.sdmx.org/resources/sdmxml/schemas/v{standard.replace('.', '_')}"
    urn = f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={dataflow_id(agency)}"
    spaces = {
        "xsi": _XSI,
        "mes": f"{base}/message",
        "ss": f"{base}/data/structurespecific",
        "com": f"{base}/common",
        "ns1": f"{urn}:ObsLevelDim:AllDimensions",
    }
    data_set = {
        f"{{{spaces['ss']}}}structureRef": DATAFLOW,
        f"{{{_XSI}}}type": "ns1:DataSetType",
        "action": "Information",
    }
    if standard == "2.1":
        data_set[f"{{{spaces['ss']}}}dataScope"] = "DataStructure"
    with path.open("wb") as stream, etree.xmlfile(stream, encoding="UTF-8") as file:
        file.write_declaration()
        with file.element(f"{{{spaces['mes']}}}StructureSpecificData", nsmap=spaces):
            file.write(_header(standard, spaces, agency, message_id, prepared, urn))
            with file.element(f"{{{spaces['mes']}}}DataSet", data_set):
                file.write("\n")
                yield lambda row: _write_observation(file, row)


def _write_observation(file: etree._IncrementalFileWriter, row: Row) -> None:
    element = etree.Element("Obs", {component: row[component] for component in COMPONENTS if component in row})
    element.tail = "\n"
    file.write(element)


def _header(
    standard: str, spaces: dict[str, str], agency: str, message_id: str, prepared: date, urn: str
) -> etree._Element:
    message, common = f"{{{spaces['mes']}}}", f"{{{spaces['com']}}}"
    header = etree.Element(f"{message}Header", nsmap=spaces)
    for name, text in (("ID", message_id), ("Test", "false"), ("Prepared", f"{prepared}T00:00:00Z")):
        etree.SubElement(header, message + name).text = text
    etree.SubElement(header, f"{message}Sender", {"id": agency})
    structure = etree.SubElement(
        header,
        f"{message}Structure",
        {"structureID": DATAFLOW, "namespace": urn, "dimensionAtObservation": "AllDimensions"},
    )
    usage = etree.SubElement(structure, f"{common}StructureUsage")
    if standard == "3.0":
        usage.text = urn
    else:
        etree.SubElement(usage, "Ref", {"agencyID": agency, "id": DATAFLOW, "version": VERSION, "class": "Dataflow"})
    return header
