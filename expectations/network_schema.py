"""The Arrow schema of the network's rows: one a component, with its findings nested.

The nested types derive from the library's own dataclasses, so that a field added there reaches the tables.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Collection
from dataclasses import fields
from decimal import Decimal

import pyarrow as pa

from expectations.reconciliation.network.publishing import SuspectRow, ToldConflict
from expectations.reconciliation.network.results import FigureFinding, Implied

EXACT = pa.decimal128(38, 6)
_PLAIN = {str: pa.string(), bool: pa.bool_(), int: pa.int32(), Decimal: EXACT}


def struct_of(row: type, leave_out: Collection[str] = ()) -> pa.DataType:
    """The Arrow struct of a dataclass of plain fields, but for some."""
    hints = typing.get_type_hints(row)
    return pa.struct([(field.name, _arrow(hints[field.name])) for field in fields(row) if field.name not in leave_out])


def _arrow(hint: object) -> pa.DataType:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return pa.list_(_arrow(arguments[0]))
    if origin in (typing.Union, types.UnionType):
        return _arrow(next(argument for argument in arguments if argument is not type(None)))
    if origin is typing.Literal:
        return pa.string()
    return _PLAIN[typing.cast(type, hint)]


COMPONENTS = pa.schema(
    [
        ("component_id", pa.string()),
        ("whole_id", pa.string()),
        ("content_hash", pa.string()),
        ("solver_version", pa.string()),
        ("agreement", pa.string()),
        ("bulletin_ids", pa.list_(pa.string())),
        ("figure_count", pa.int32()),
        ("identity_count", pa.int32()),
        ("findings", pa.list_(struct_of(FigureFinding))),
        ("implied", pa.list_(pa.struct([*struct_of(Implied), pa.field("round_value", EXACT)]))),
        ("conflicts", pa.list_(struct_of(ToldConflict))),
        ("suspects", pa.list_(struct_of(SuspectRow))),
    ]
)
"""One row a component of the network."""
