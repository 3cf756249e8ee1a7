"""From the source of a web page to its title and its main text, a line a paragraph or table row.

What a browser does not show (scripts, styles, templates, hidden elements) is taken out first, so that no
figure of it can enter the warehouse. Then trafilatura finds the main text; where it finds none, the visible
text of the page is taken as it stands.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from orchestration.bulletins.reading.flowing import raised
from orchestration.bulletins.reading.reasons import NO_MAIN_TEXT, Unreadable

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_SPACES = re.compile(r"\s+")
_UNSEEN = (
    "//script|//style|//noscript|//template|//iframe|//object|//svg|//canvas|//audio|//video"
    "|//select|//button|//input|//textarea|//*[@hidden]"
    "|//*[contains(translate(@style, ' ', ''), 'display:none')]"
)
_INLINE = "//sup|//sub|//b|//i|//u|//em|//strong|//font|//small|//mark"
_AROUND = "//head|//nav|//header|//footer|//aside|//form"
_BLOCKS = re.compile(
    "address|article|blockquote|body|caption|center|dd|div|dl|dt|fieldset|figcaption|figure|h[1-6]|hr|li|main|ol"
    "|p|pre|section|table|tbody|tfoot|thead|tr|ul|br"
)
_DEEPEST = 200
"""Elements in one another beyond which trafilatura's time grows out of bounds; honest pages stay below 60."""

_SITE_NAME = re.compile(r"\s+[|–—]\s+[^|–—]*$")


@dataclass(frozen=True, slots=True)
class Page:
    """Title (where the page has one) and text of a page; the text begins with the title."""

    title: str | None
    text: str


def read_page(source: str) -> Page:
    r"""Read the main text of a web page.

    Args:
        source: the characters of the page, newlines as ``\n``.

    Raises:
        Unreadable: `no_main_text`, where no element that a browser shows holds a word.
    """
    tree = _parse(source)
    title = _title(tree)
    _drop(tree, _UNSEEN)
    _plain_inline(tree)
    _part_numbers(tree)
    text = (_main_text(tree) if _depth(tree) <= _DEEPEST else "") or _visible_text(tree)
    if not any(char.isalpha() for char in text):
        raise Unreadable(NO_MAIN_TEXT, "the page shows no text: is it filled in by a script in the browser?")
    return Page(title, text if title is None or _folded(title) in _folded(text) else f"{title}\n\n{text}")


def _parse(source: str) -> Any:
    from lxml import etree, html  # type: ignore[import-untyped]

    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = html.document_fromstring(_XML_DECLARATION.sub("", source), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(NO_MAIN_TEXT, f"it cannot be read as a web page: {error}") from None
    return tree


def _drop(tree: Any, path: str) -> None:
    for element in tree.xpath(path):
        if element.getparent() is not None:
            element.drop_tree()


def _plain_inline(tree: Any) -> None:
    """Write raised digits as ¹²³: «1.300<sup>1</sup>» is 1.300 with a footnote, not 1.3001; drop what only styles."""
    for mark in tree.xpath("//sup"):
        for element in mark.iter():
            element.text = raised(element.text or "")
            if element is not mark:
                element.tail = raised(element.tail or "")
    for element in tree.xpath(_INLINE):
        element.drop_tag()  # in plain pages a line would break at each of them


def _part_numbers(tree: Any) -> None:
    """Put a semicolon between numbers that stand under each other in a cell; else they become one («12 345»)."""
    for line in tree.xpath("//td//br|//th//br"):
        upper = line.getprevious()
        above = line.getparent().text if upper is None else upper.tail
        if _ends_in_digit(above) and _begins_with_digit(line.tail):
            if upper is None:
                line.getparent().text = f"{above.rstrip()};"
            else:
                upper.tail = f"{above.rstrip()};"
    for block in tree.xpath("//td//p|//th//p|//td//div|//th//div"):
        upper = block.getprevious()
        if upper is None or upper.tag != block.tag or (upper.tail or "").strip():
            continue
        if _ends_in_digit(upper.text_content()) and _begins_with_digit(block.text_content()):
            _append(upper, ";")


def _ends_in_digit(text: str | None) -> bool:
    return (text or "").rstrip()[-1:].isdigit()


def _begins_with_digit(text: str | None) -> bool:
    return (text or "").lstrip()[:1].isdigit()


def _append(element: Any, sign: str) -> None:
    if len(element):
        element[-1].tail = f"{(element[-1].tail or '').rstrip()}{sign}"
    else:
        element.text = f"{(element.text or '').rstrip()}{sign}"


def _title(tree: Any) -> str | None:
    """The only h1, else what the page calls its title to other sites, else the window's title."""
    headings = [_line(heading.text_content()) for heading in tree.xpath("//h1[not(@hidden)]")]
    shared = [_line(content) for content in tree.xpath("//meta[@property='og:title']/@content")]
    window = [_SITE_NAME.sub("", _line(title.text_content())) for title in tree.xpath("//head/title")]
    choices = [*(headings if len(headings) == 1 else []), *shared, *window]
    return next((choice for choice in choices if choice), None)


def _line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", _line(text)).casefold()


def _main_text(tree: Any) -> str:
    from copy import deepcopy

    import trafilatura

    # It warns of every page in which it finds nothing; here that is an answer, not a fault.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.extract(deepcopy(tree), include_comments=False, include_tables=True, favor_recall=True)
    return "\n".join(line.rstrip() for line in (found or "").strip().split("\n"))


def _depth(tree: Any) -> int:
    """How many elements stand in one another at most."""
    from lxml import etree

    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _visible_text(tree: Any) -> str:
    _drop(tree, _AROUND)
    pieces: list[str] = []
    _collect(tree, pieces)
    lines = (_line(line) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _collect(tree: Any, pieces: list[str]) -> None:
    """Append the text of `tree`, with a newline at each edge of a block; walks without recursion."""
    from lxml import etree

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if _BLOCKS.fullmatch(element.tag):
            pieces.append("\n")
        elif element.tag in ("td", "th") and event == "end":
            pieces.append(" | ")
        text = element.text if event == "start" else element.tail
        pieces.append(_SPACES.sub(" ", text or ""))
