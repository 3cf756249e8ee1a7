"""Write the pages of docs/reference that are read off the project itself: the command and the tables.

python docs/build_reference.py            writes docs/reference/command.md and docs/reference/tables/
python docs/build_reference.py --check    exits with 1 where a committed page is not what would be written
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner

from orchestration.cli import SUBCOMMANDS, bantin

REPOSITORY = Path(__file__).resolve().parent.parent
REFERENCE = REPOSITORY / "docs" / "reference"
NOTE = "<!-- Written by docs/build_reference.py; edit the source it is read off. -->\n"

SCHEMAS = {
    "marts": "What people query.",
    "quality": "What reconciles, what does not, and what to look at.",
    "reference": "Codes and names. The extractor, dbt and the report use the same tables.",
    "intermediate": "Steps between: useful to follow a verdict back to its inputs.",
    "staging": "One view for each raw table: the newest reading of each bulletin.",
}


def command_page() -> str:
    """The help of `bantin` and of each subcommand, as printed."""
    pages = [NOTE, "# The command\n", _help_of([]), *(page for name in SUBCOMMANDS for page in _helps_of(name))]
    return "\n".join(pages)


def _helps_of(name: str) -> list[str]:
    """The help of a subcommand, and of those that it has itself."""
    command = bantin.get_command(click.Context(bantin), name)
    further = sorted(command.commands) if isinstance(command, click.Group) else []
    return [_help_of([name]), *(_help_of([name, one]) for one in further)]


def _help_of(arguments: list[str]) -> str:
    result = CliRunner().invoke(bantin, [*arguments, "--help"], prog_name="bantin", terminal_width=100)
    if result.exit_code != 0:
        raise SystemExit(f"bantin {' '.join(arguments)} --help failed: {result.output}")
    name = " ".join(["bantin", *arguments])
    return f"## `{name}`\n\n```text\n{result.output.rstrip()}\n```\n"


def table_pages(manifest: dict[str, Any]) -> dict[str, str]:
    """A page for each schema, and one that lists them, by name; descriptions are Vietnamese and English."""
    nodes = [node for node in manifest["nodes"].values() if node["resource_type"] in {"model", "seed"}]
    tables = {
        schema: sorted((node for node in nodes if node["schema"] == schema), key=lambda node: node["alias"])
        for schema in SCHEMAS
    }
    listing = "\n".join(_contents(schema, tables[schema]) for schema in SCHEMAS)
    pages = {"README": f"{NOTE}\n# Tables\n\n{listing}"}
    for schema, purpose in SCHEMAS.items():
        body = "\n".join(_table(node) for node in tables[schema])
        pages[schema] = f"{NOTE}\n# {schema}\n\n{purpose}\n\n{body}"
    return pages


def _contents(schema: str, tables: list[dict[str, Any]]) -> str:
    lines = [f"- [{node['alias']}]({schema}.md#{schema}{node['alias']}): {_english(node)}" for node in tables]
    return "\n".join([f"## {schema}\n", f"{SCHEMAS[schema]}\n", *lines, ""])


def _english(node: dict[str, Any]) -> str:
    """The part of a description behind the slash."""
    return _one_line(node["description"].rpartition(" / ")[2])


def _table(node: dict[str, Any]) -> str:
    lines = [f"## {node['schema']}.{node['alias']}\n", f"{_one_line(node['description'])}\n"]
    if node["columns"]:
        lines += ["| column | type | meaning |", "|---|---|---|"]
        for column in node["columns"].values():
            kind = column.get("data_type") or ""
            lines.append(f"| `{column['name']}` | {kind} | {_one_line(column['description'])} |")
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def read_manifest() -> dict[str, Any]:
    """Parse the dbt project in a temporary place and return its manifest."""
    from dbt.cli.main import dbtRunner

    project = str(REPOSITORY / "dbt_project")
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.setdefault("BANTIN_HOME", scratch)
        arguments = ["--quiet", "parse", "--project-dir", project, "--profiles-dir", project]
        result = dbtRunner().invoke([*arguments, "--target-path", scratch, "--log-path", scratch])
        if not result.success:
            raise SystemExit(f"dbt parse failed: {result.exception or 'see the messages above'}")
        manifest: dict[str, Any] = json.loads((Path(scratch) / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def pages() -> dict[Path, str]:
    """Each page that this script owns, with the text it should have."""
    tables = {REFERENCE / "tables" / f"{name}.md": text for name, text in table_pages(read_manifest()).items()}
    return {REFERENCE / "command.md": command_page(), **tables}


def main() -> None:
    """Write the pages, or with --check name those that are stale."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where a page is stale")
    check = parser.parse_args().check
    wanted = pages()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        print(f"{'stale' if check else 'written'}: {path.relative_to(REPOSITORY)}")
    sys.exit(1 if check and stale else 0)


if __name__ == "__main__":
    main()
