"""The tags of a template as its author sees them: by paragraph, with what is wrong in them.

A part is read as plain text, a line a paragraph, so that whatever is said of a tag has the number
and the words of its paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SHOWN = 60
"""Characters of a paragraph that are quoted."""

OPENERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
DELIMITER = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
TAG = re.compile(r"(\{\{|\{%|\{#)(?:(?!\{\{|\{%|\{#).)*?(?:\}\}|%\}|#\})")
"""A tag is looked for no further than where the next one begins: else it takes for ever."""

UNIT = re.compile(r"^(\{[{%#])(tr|tc|p|r)(?=\s)")
"""«{%tr»: the tag takes the place of its whole row, cell, paragraph or run."""

OF_CELL = re.compile(r"^\{%\s*(?:colspan|cellbg)\s+(.*?)\s*%\}$")
MERGE = re.compile(r"^\{%\s*(?:vm|hm)\s*%\}$")
HEALED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
"""The curly quotes that are read as straight ones."""

CURLY = re.compile("[«»„‟‚‛‹›]")
LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'")
SPACED = re.compile(r"\{\s+[{%]|[}%]\s+\}")
UNITS = {"tr": "строки таблицы", "tc": "ячейки", "p": "абзаца", "r": "фрагмента"}
PARENTS = {"tr": "tr", "tc": "tc"}


class Trouble(NamedTuple):
    """One thing that is wrong with a template: where, and what, with what to do about it."""

    where: str
    what: str

    def __str__(self) -> str:
        """Say both as one sentence or two."""
        return f"{self.where}: {self.what}" if self.where else self.what


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its text; the texts of the cell and row around it, None outside a table.

    `torn` are the tags of which a part stands in a link, an insertion or the like.
    """

    text: str
    cell: str | None
    row: str | None
    torn: tuple[str, ...]

    def around(self, unit: str) -> str | None:
        """Give the text of what a tag of `unit` takes the place of."""
        return {"tr": self.row, "tc": self.cell}.get(unit, self.text)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as it stands: its text, its unit («tr», «p», … or empty), its paragraph."""

    text: str
    unit: str
    line: int

    @property
    def words(self) -> list[str]:
        """The words of a statement."""
        return self.plain[2:-2].strip("-+ ").split()

    @property
    def plain(self) -> str:
        """The tag as Jinja reads it."""
        text = UNIT.sub(r"\1", self.text).translate(HEALED)
        if MERGE.match(text):
            return ""
        return OF_CELL.sub(r"{{ \1 }}", text)


@dataclass(frozen=True, slots=True)
class Text:
    """A part of a template as text: what people call the part, its paragraphs."""

    place: str
    paragraphs: Sequence[Paragraph]

    def where(self, line: int) -> str:
        """Name a paragraph: its number and how it begins."""
        text = self.paragraphs[line - 1].text.strip() if line <= len(self.paragraphs) else ""
        quoted = f" («{_shortened(text)}»)" if text else ""
        place = f"{self.place}, " if self.place else ""
        return f"{place}абзац {line}{quoted}"

    @property
    def tags(self) -> list[Tag]:
        """All tags, in order."""
        return [
            Tag(found, unit[2] if (unit := UNIT.match(found)) else "", number)
            for number, one in enumerate(self.paragraphs, start=1)
            for found in (match[0] for match in TAG.finditer(one.text))
        ]

    @property
    def source(self) -> str:
        """The tags alone as Jinja reads them, a line a paragraph."""
        lines = [""] * len(self.paragraphs)
        for tag in self.tags:
            lines[tag.line - 1] += tag.plain
        return "\n".join(lines)


def text_of(root: etree._Element, place: str) -> Text:
    """Give a part as text."""
    rows: dict[etree._Element, str] = {}
    return Text(place, [_paragraph(node, rows) for node in root.iter(f"{W}p")])


def _paragraph(node: etree._Element, texts: dict[etree._Element, str]) -> Paragraph:
    around: dict[str, str | None] = {"tc": None, "tr": None}
    for unit in around:
        parent = next(node.iterancestors(f"{W}{unit}"), None)
        if parent is not None:
            if parent not in texts:
                texts[parent] = _text(parent)
            around[unit] = texts[parent]
    own = [one for one in node.iter(f"{W}t") if next(one.iterancestors(f"{W}p")) is node]
    text = "".join(map(_letters, own))
    return Paragraph(text, around["tc"], around["tr"], _torn(text, own) if "{" in text else ())


def _letters(node: etree._Element) -> str:
    return (node.text or "").replace("\n", " ")


def _text(node: etree._Element) -> str:
    return "".join(map(_letters, node.iter(f"{W}t")))


def _torn(text: str, pieces: Sequence[etree._Element]) -> tuple[str, ...]:
    """Give the tags whose runs are not all children of the same element."""
    homes = [piece.getparent().getparent() for piece in pieces for _ in _letters(piece)]
    return tuple(
        match[0] for match in TAG.finditer(text) if len(set(homes[match.start() : match.end()])) > 1
    )


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}…"


# --- what is wrong ----------------------------------------------------------------------------


def tag_troubles(text: Text) -> Iterator[Trouble]:
    """Tell what is wrong with the tags of a part, as tags."""
    for number, one in enumerate(text.paragraphs, start=1):
        for what in (*_unclosed(one.text), *_spaced(one.text), *_split(one)):
            yield Trouble(text.where(number), what)
    for tag in text.tags:
        for what in (*_curly(tag), *_misplaced(tag, text.paragraphs[tag.line - 1])):
            yield Trouble(text.where(tag.line), what)
    yield from _unpaired(text)


def _unclosed(text: str) -> Iterator[str]:
    """Tell of delimiters without their counterpart in the same paragraph."""
    opened = ""
    for found in DELIMITER.findall(text):
        if opened:
            if found == OPENERS[opened]:
                opened = ""
            elif found in OPENERS:
                yield _not_closed(opened)
                opened = found
        elif found in OPENERS:
            opened = found
        elif found != "#}":
            yield f"скобки «{found}» ничего не закрывают: перед ними нет открывающих."
    if opened:
        yield _not_closed(opened)


def _not_closed(opened: str) -> str:
    return (
        f"тег открыт скобками «{opened}» и не закрыт в том же абзаце: допишите "
        f"«{OPENERS[opened]}», весь тег должен стоять в одном абзаце."
    )


def _spaced(text: str) -> Iterator[str]:
    for found in SPACED.findall(text):
        yield f"между скобками «{found}» стоит пробел: уберите его, иначе это не тег."


def _split(paragraph: Paragraph) -> Iterator[str]:
    for tag in paragraph.torn:
        yield (
            f"тег {tag} разорван: часть его стоит в ссылке, в исправлении или в поле. Удалите тег, "
            "примите исправления и наберите его заново целиком."
        )


def _curly(tag: Tag) -> Iterator[str]:
    found = CURLY.search(LITERAL.sub("", tag.plain))
    if found and not tag.text.startswith("{#"):
        yield (
            f"в теге {tag.text} типографская кавычка «{found[0]}»: в тегах кавычки "
            "прямые (' или \"); Word меняет их сам, отмените замену сочетанием Ctrl+Z."
        )


def _misplaced(tag: Tag, paragraph: Paragraph) -> Iterator[str]:
    """Tell of a tag of a row outside a table, and of text that would vanish with it."""
    around = paragraph.around(tag.unit)
    if around is None:
        yield f"тег {tag.text} стоит вне таблицы: там нужен тег абзаца, «{{%p»."
    elif tag.unit in ("tr", "tc", "p") and tag.text.startswith("{%") and around.strip() != tag.text:
        left = around.replace(tag.text, "", 1).strip()
        yield (
            f"тег {tag.text} стоит на месте всей {UNITS[tag.unit]}"
            if tag.unit != "p"
            else f"тег {tag.text} стоит на месте всего абзаца"
        ) + f", а там ещё «{_shortened(left)}»: это пропало бы. Поставьте тег отдельно."


BLOCKS = {"for": "endfor", "if": "endif", "with": "endwith"}
MIDDLES = {"else": ("if", "for"), "elif": ("if",)}


def _unpaired(text: Text) -> Iterator[Trouble]:
    """Tell of blocks that are not closed, with where they begin, and of ends of nothing."""
    stack: list[tuple[str, Tag]] = []
    for tag in text.tags:
        word = tag.words[0] if tag.text.startswith("{%") and tag.words else ""
        if word in BLOCKS:
            stack.append((word, tag))
        elif word in MIDDLES and (not stack or stack[-1][0] not in MIDDLES[word]):
            yield Trouble(text.where(tag.line), f"тег {tag.text} стоит не внутри {{% if %}}.")
        elif word in BLOCKS.values():
            yield from _closed(text, tag, word, stack)
    for word, tag in stack:
        yield Trouble(
            text.where(tag.line),
            f"начатое тегом {tag.text} не закончено: нет тега «{BLOCKS[word]}».",
        )


def _closed(text: Text, tag: Tag, word: str, stack: list[tuple[str, Tag]]) -> Iterator[Trouble]:
    if not stack:
        begin = word.removeprefix("end")
        yield Trouble(text.where(tag.line), f"тег {tag.text} ничего не закрывает: нет «{begin}».")
        return
    opened, begun = stack.pop()
    if BLOCKS[opened] != word:
        yield Trouble(
            text.where(tag.line),
            f"тег {tag.text} стоит там, где должен быть «{BLOCKS[opened]}» для тега {begun.text} "
            f"({text.where(begun.line)}).",
        )
    elif begun.unit != tag.unit:
        yield Trouble(
            text.where(tag.line),
            f"тег {tag.text} закрывает тег {begun.text} ({text.where(begun.line)}), но они разного "
            f"рода: напишите «{{%{begun.unit} {word} %}}».",
        )
