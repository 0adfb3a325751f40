"""What is different between two versions of a document: which clause, party or row, in one line."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from lxml import etree

from docgen.template_tags import W
from docgen.word_package import PARSER_OPTIONS
from docgen.zipping import entries

DOCUMENT = "word/document.xml"
CLAUSE = re.compile(r"^(\d+(?:\.\d+)*)[.)]?\s")
HEADING = re.compile(r"^(?:Heading|Заголовок|Title|\d)", re.IGNORECASE)
QUOTED = 60
"""Characters of a changed text that are quoted."""

SHOWN = 6
"""So many changes are told; of the rest their number."""

UNREADABLE = "прежний файл не читается, сравнить не с чем"
SAME = "слова те же, изменились оформление или шаблон"


class Line(NamedTuple):
    """A paragraph or a row of a table: where it stands, its words."""

    place: str
    text: str


def changes(before: bytes, after: bytes, quote: bool = True) -> str:
    """Say in Russian what is different in `after`; without `quote` only where it is."""
    try:
        old, new = _lines(before), _lines(after)
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, ValueError, OSError):
        return UNREADABLE
    told = list(dict.fromkeys(_told(old, new, quote)))
    rest = f"; и ещё изменений: {len(told) - SHOWN}" if len(told) > SHOWN else ""
    return "; ".join(told[:SHOWN]) + rest or SAME


def _told(old: Sequence[Line], new: Sequence[Line], quote: bool) -> Iterator[str]:
    matcher = SequenceMatcher(
        None, [one.text for one in old], [one.text for one in new], autojunk=False
    )
    for kind, begin, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        both = min(end - begin, last - first)
        for one in new[first : first + both]:
            yield _one("изменено", one, quote)
        for one in old[begin + both : end]:
            yield _one("убрано", one, quote)
        for one in new[first + both : last]:
            yield _one("добавлено", one, quote)


def _one(what: str, line: Line, quote: bool) -> str:
    shown = line.text if len(line.text) <= QUOTED else f"{line.text[:QUOTED].rstrip()}…"
    words = f" «{shown}»" if quote else ""
    place = f" ({line.place})" if line.place else ""
    return f"{what}{words}{place}"


def _lines(content: bytes) -> list[Line]:
    """Give the paragraphs and rows of a document that have any words, in order."""
    found = {one.name: one for one in entries(content)}
    root = etree.fromstring(
        found[DOCUMENT].content, etree.XMLParser(**PARSER_OPTIONS | {"huge_tree": True})
    )
    lines: list[Line] = []
    place = ""
    for node in root.iter(f"{W}p", f"{W}tr"):
        if node.tag == f"{W}tr":
            text = " | ".join(filter(None, map(_text, node.findall(f"{W}tc"))))
            row = f"строка {_number(node)} таблицы"
            where = ", ".join(filter(None, (place, row)))
        elif next(node.iterancestors(f"{W}tr"), None) is not None:
            continue
        else:
            text = _text(node)
            place = where = _place(node, text, place)
        if text:
            lines.append(Line(where, text))
    return lines


def _place(node: etree._Element, text: str, before: str) -> str:
    """Name where a paragraph stands: its clause, else the heading above it."""
    clause = CLAUSE.match(text)
    style = node.find(f"{W}pPr/{W}pStyle")
    if style is not None and HEADING.match(style.get(f"{W}val") or "") and text:
        shown = text if len(text) <= QUOTED else f"{text[:QUOTED].rstrip()}…"
        return f"раздел «{shown}»"
    return f"пункт {clause[1]}" if clause else before


def _number(row: etree._Element) -> int:
    return 1 + sum(1 for one in row.itersiblings(f"{W}tr", preceding=True))


def _text(node: etree._Element) -> str:
    words = " ".join("".join(one.itertext(f"{W}t")) for one in _paragraphs(node))
    return " ".join(words.split())


def _paragraphs(node: etree._Element) -> list[etree._Element]:
    return [node] if node.tag == f"{W}p" else list(node.iter(f"{W}p"))
