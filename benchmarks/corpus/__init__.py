"""Realistic bulletins in any number, with the truth about them: what they print and where they are wrong.

Every province has an economy that walks at random through twenty years (`economy.py`). A bulletin tells of one
province and one period (`assignment.py`), in sentences of a small grammar (`sections.py`), its numbers written in the
shapes that Vietnamese bulletins use (`printing.py`). Whatever is printed is an honestly rounded truth, so that honest
bulletins agree with each other; in some a figure is misprinted, and the truth says which and what it should say.

Bulletin k of a seed is the same however many are made, and depends on no bulletin before it.
"""
