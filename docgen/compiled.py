"""Templates patched and compiled once: what does not change in a package is compressed once.

The tags are put right by docxtpl's own patch, so its templates work here. A template that shows
pictures is rendered by docxtpl as a whole; for the rest it is the oracle of the tests.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import count
from xml.parsers import expat

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import Environment, Template
from lxml import etree
from markupsafe import escape

from docgen.sandbox import Sandbox, template_of
from docgen.template_tags import Trouble, tag_troubles, text_of
from docgen.word_package import Package, TemplateError, open_package, parsed
from docgen.zipping import Entry, entries, entry

CORE = "docProps/core.xml"
DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
HEALED = re.compile(r"(?<={)(<[^>]*>)+(?=[\{%\#])|(?<=[%\}\#])(<[^>]*>)+(?=\})")
DELIMITERS = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
LITERALS = (
    ("{_{", "{{ '{{' }}"),
    ("}_}", "{{ '}}' }}"),
    ("{_%", "{{ '{%' }}"),
    ("%_}", "{{ '%}' }}"),
)
RESHAPED = re.compile(r"\{%(?:tc|\s*colspan|\s*hm)\s|w:gridSpan w:val=\"\{\{")
"""Tags that change the number of a table's columns."""

PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?>.*?</w:p>", re.DOTALL)
BROKEN_LINE = re.compile("[\n\t\a\f]")
DRAWING_ID = re.compile(r'(<wp:docPr\b[^>]*?\bid=")[^"]*')
FIRST_DRAWING = 1001
BROKEN = (
    "после подстановки получается не документ: теги, которые повторяют или убирают строки и "
    "ячейки, стоят не там. Строку таблицы повторяют теги «{%tr for … %}» и «{%tr endfor %}», "
    "каждый в своей строке."
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture among the values of a template: PNG, width in mm, what a blind reader hears."""

    png: bytes
    width: float
    description: str


class _Inline(InlineImage):
    """A picture in a line of text, with its alternative text."""

    def __init__(self, document: DocxTemplate, picture: Picture) -> None:
        super().__init__(document, BytesIO(picture.png), width=Mm(picture.width))
        self._description = str(escape(picture.description))

    def _insert_image(self) -> str:
        drawn: str = super()._insert_image()
        return drawn.replace("<wp:docPr ", f'<wp:docPr descr="{self._description}" ', 1)


class _Docxtpl(DocxTemplate):
    """Docxtpl, but that what people typed is not looked through for escaped tags."""

    def render_xml_part(
        self, src_xml: str, part: object, context: Mapping[str, object], jinja_env: Environment
    ) -> str:
        self.current_rendering_part = part
        return _lines_broken(jinja_env.from_string(_literal(src_xml)).render(context))


@dataclass(frozen=True, slots=True)
class Part:
    """A compiled part: its name, the template of its XML; whether tables change their columns."""

    name: str
    template: Template
    reshaped: bool


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled template: the entries of its package, `parts` those that are rendered."""

    content: bytes
    environment: Sandbox
    entries: tuple[Entry, ...]
    parts: Mapping[str, Part]

    def filled(self, values: Mapping[str, object]) -> list[Entry]:
        """Give the entries of the document with `values`, in the order of the template."""
        self.environment.renew()
        return [
            entry(one.name, self._xml(self.parts[one.name], values))
            if one.name in self.parts
            else one
            for one in self.entries
        ]

    def _xml(self, part: Part, values: Mapping[str, object]) -> bytes:
        text = _lines_broken(part.template.render(values))
        if "<wp:docPr" in text:
            numbers = count(FIRST_DRAWING)
            text = DRAWING_ID.sub(lambda match: f"{match[1]}{next(numbers)}", text)
        xml = f"{DECLARATION}{text}".encode()
        try:
            expat.ParserCreate(namespace_separator=" ").Parse(xml, True)
        except expat.ExpatError as error:
            raise TemplateError(f"В шаблоне {BROKEN}") from error
        if part.reshaped:
            xml = DECLARATION.encode() + etree.tostring(_docxtpl().fix_tables(xml))
        return xml

    def drawn(self, make: Callable[[DocxTemplate], Mapping[str, object]]) -> bytes:
        """Render by docxtpl; `make` gives the values for its document."""
        document = _Docxtpl(BytesIO(self.content))
        document.render_init()
        self.environment.renew()
        document.render(make(document), jinja_env=self.environment, autoescape=True)
        output = BytesIO()
        document.save(output)
        return output.getvalue()


def inline(picture: Picture, document: DocxTemplate) -> object:
    """Give a picture as docxtpl takes it."""
    return _Inline(document, picture)


@lru_cache(maxsize=64)
def compiled(content: bytes) -> Compiled:
    """Compile a template; TemplateError says what is wrong with it and where."""
    package = open_package(content)
    environment = Sandbox()
    trouble = next(_troubles(package), None)
    if trouble is not None:
        raise TemplateError(f"В шаблоне {trouble}")
    parts = {name: _part(name, package.parts[name], environment) for name in package.texts}
    core = package.parts.get(CORE, b"").decode(errors="replace")
    if "{{" in core or "{%" in core:
        parts[CORE] = Part(CORE, template_of(environment, core), False)
    held = {one.name: one for one in entries(content) if one.name in package.parts}
    return Compiled(content, environment, tuple(held.values()), parts)


def _troubles(package: Package) -> Iterator[Trouble]:
    for name, place in package.texts.items():
        yield from tag_troubles(text_of(parsed(package.parts[name]), place))


def _part(name: str, content: bytes, environment: Sandbox) -> Part:
    xml = HEALED.sub("", etree.tostring(parsed(content), encoding="unicode"))
    _refuse_unclosed(xml)
    source = _literal(_docxtpl().patch_xml(xml))
    reshaped = RESHAPED.search(xml) is not None
    return Part(name, template_of(environment, source), reshaped)


def _refuse_unclosed(xml: str) -> None:
    """Refuse a tag that is not closed, outside the text too: looking for its end takes for ever."""
    opened = False
    for found in DELIMITERS.findall(xml):
        opens = found.startswith("{")
        if opens and opened:
            break
        opened = opens
    else:
        if not opened:
            return
    raise TemplateError("В шаблоне есть тег, который открыт и не закрыт.")


def _docxtpl() -> DocxTemplate:
    """Give docxtpl for its functions of text, without a document."""
    return DocxTemplate(BytesIO())


def _literal(source: str) -> str:
    """Let escaped delimiters be printed: «{_{» is «{{»."""
    for written, printed in LITERALS:
        source = source.replace(written, printed)
    return source


def _lines_broken(xml: str) -> str:
    """Turn line ends and tabs of values into those of Word, in the paragraphs that have any."""
    if not BROKEN_LINE.search(xml):
        return xml
    tool = _docxtpl()
    return PARAGRAPH.sub(
        lambda match: tool.resolve_listing(match[0]) if BROKEN_LINE.search(match[0]) else match[0],
        xml,
    )
