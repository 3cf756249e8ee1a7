"""YAML for a handful of facts: no aliases (which can grow without bound), no double keys, no deep nesting."""

from __future__ import annotations

from typing import Any

import yaml

MAX_DEPTH = 8


class NotPlainYaml(ValueError):  # noqa: N818 - it says what the bytes are
    """The bytes are no YAML of the plain kind; the message says what is wrong and in which line."""


class _PlainLoader(yaml.SafeLoader):
    """Days are left as text: whether 2024-06-31 is a day is for the reader of the key to say."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not read here", problem_mark=mark)
        if self.depth == MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem="it is nested too deeply", problem_mark=mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                problem = f"the key {key_node.value!r} stands twice"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
            seen.add(key_node.value)
        return dict(super().construct_mapping(node, deep))


def _day_as_text(loader: yaml.SafeLoader, node: Any) -> Any:
    return loader.construct_scalar(node)


_PlainLoader.add_constructor("tag:yaml.org,2002:timestamp", _day_as_text)


def load_plain_yaml(data: bytes) -> Any:
    """Read one YAML document; an empty one is None.

    Raises:
        NotPlainYaml: not UTF-8, no YAML, or more than plain YAML.
    """
    try:
        return yaml.load(data.decode("utf-8-sig"), Loader=_PlainLoader)  # noqa: S506 - derives from SafeLoader
    except UnicodeDecodeError:
        raise NotPlainYaml("it is not UTF-8") from None
    except (yaml.YAMLError, ValueError, TypeError) as error:  # odd keys and numbers raise the latter two
        raise NotPlainYaml(f"it is not YAML: {_problem(error)}") from None


def _problem(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f" in line {mark.line + 1}" if mark else ""
    return f"{getattr(error, 'problem', None) or error}{place}"
