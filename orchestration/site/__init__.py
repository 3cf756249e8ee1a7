"""The quality site: static pages on what was read, what holds, what does not, and what to do about it.

Every page exists in Vietnamese and in English, opens from disk, and asks nothing of any network.

    build.py       writes the whole site beside the old one and renames it
    page.py        what a page is; the two languages
    writing.py     templates to files; pages whose content is as before are linked, not rendered
    wording.py     numbers, dates, intervals and codes in the reader's language
    rows.py        rows of the published warehouse
    charts.py      charts by Altair, as SVG that takes its colours from the style sheet
    axis.py        intervals on one axis
    pages/         one module a kind of page, each with a function `pages(source) -> Iterator[Page]`

A new kind of page is a module in `pages/` that yields `Page`s, its template, and a line in `build.KINDS`;
`page.SECTIONS` names what stands in the navigation.
"""
