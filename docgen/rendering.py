"""Documents rendered from .docx templates that people edit in Word.

The template language is Jinja in a sandbox: a template can read the values it is given and
nothing else. The same template, values and date give the same bytes.
"""

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import escape
from rapidfuzz import process

AUTHOR = "Взаимо"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
OLE = b"\xd0\xcf\x11\xe0"
UNDEFINED = re.compile(r"'([^']+)' is undefined|has no attribute '([^']+)'")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
CORE = "docProps/core.xml"
CREATED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
PEOPLE = re.compile(rb"(<(dc:creator|cp:lastModifiedBy)>)[^<]*(</)")
REVISION = re.compile(rb"(<cp:revision>)[^<]*(</)")
MODIFIED = re.compile(rb"<dcterms:modified[^>]*>(\d{4}-\d{2}-\d{2})")


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


class TemplateError(Exception):
    """A template that can't be rendered; the text says in Russian what is wrong in it."""


def render(template: bytes, values: Mapping[str, object], day: dt.date) -> bytes:
    """Render `template` with `values`; the document's properties carry `day`.

    Raises TemplateError for whatever is wrong with the template.
    """
    with _told(template, values):
        document = DocxTemplate(BytesIO(template))
        document.render(_printable(values, document), jinja_env=_environment(), autoescape=True)
        output = BytesIO()
        document.save(output)
    return _settled(output.getvalue(), day)


def check(template: bytes) -> None:
    """Raise TemplateError where `template` cannot be read, whatever the values."""
    with _told(template, {}):
        DocxTemplate(BytesIO(template)).get_undeclared_template_variables(_environment())


@contextmanager
def _told(template: bytes, values: Mapping[str, object]) -> Iterator[None]:
    """Turn whatever goes wrong with a template into a TemplateError."""
    if not template.startswith(b"PK"):
        raise TemplateError(_foreign(template))
    try:
        yield
    except UndefinedError as error:
        raise TemplateError(_undefined(error, values)) from error
    except TemplateSyntaxError as error:
        raise TemplateError(_syntax(error)) from error
    except SecurityError as error:
        msg = "Шаблон обращается к тому, что в шаблонах запрещено: уберите это обращение."
        raise TemplateError(msg) from error
    except (JinjaError, ArithmeticError, TypeError, ValueError) as error:
        msg = "В шаблоне выражение, которое нельзя вычислить: проверьте то, что в скобках {{ }}."
        raise TemplateError(msg) from error
    except Exception as error:  # a damaged package fails in the zip, XML or Word library
        msg = "Файл шаблона повреждён: замените его целым документом .docx."
        raise TemplateError(msg) from error


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _foreign(content: bytes) -> str:
    if not content:
        return "Файл шаблона пуст: нужен документ .docx."
    if content.startswith(OLE):
        return "Шаблон закрыт паролем или сохранён в старом формате .doc: сохраните его как .docx."
    return "Это не документ Word: нужен файл .docx."


def _printable(value: object, document: DocxTemplate) -> object:
    """Drop what XML forbids from every text among the values; put pictures in the document."""
    if isinstance(value, str):
        return FORBIDDEN.sub("", value)
    if isinstance(value, Mapping):
        return {name: _printable(item, document) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item, document) for item in value]
    return _Inline(document, value) if isinstance(value, Picture) else value


def _undefined(error: UndefinedError, values: Mapping[str, object]) -> str:
    match = UNDEFINED.search(str(error))
    name = (match[1] or match[2]) if match else ""
    if not name:
        return "В шаблоне неизвестное имя: сверьте имена в скобках {{ }} с их списком."
    found = process.extractOne(name, sorted(_names(values)), score_cutoff=60)
    near = f" Может быть, нужно «{found[0]}»?" if found else ""
    return f"В шаблоне неизвестное имя «{name}».{near}"


def _names(value: object) -> set[str]:
    """Gather the names that a template may use."""
    if isinstance(value, Mapping):
        return set(value).union(*map(_names, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(_names, value[:1]))
    return set()


def _syntax(error: TemplateSyntaxError) -> str:
    return (
        "В шаблоне ошибка записи: проверьте, у каждого ли {% for %} и {% if %} есть свой "
        f"{{% endfor %}} и {{% endif %}} и целы ли скобки. Сообщение: {error.message}."
    )


def _settled(content: bytes, day: dt.date) -> bytes:
    """Give the package fixed times and order, so that the same document has the same bytes."""
    output = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(output, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == CORE:
                data = _settled_core(data, day)
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, data)
    return output.getvalue()


def _settled_core(data: bytes, day: dt.date) -> bytes:
    data = CREATED.sub(rb"\g<1>" + f"{day.isoformat()}T00:00:00Z".encode() + rb"\g<3>", data)
    data = PEOPLE.sub(rb"\g<1>" + AUTHOR.encode() + rb"\g<3>", data)
    return REVISION.sub(rb"\g<1>1\g<2>", data)


IDENTIFIER = re.compile(rb"<dc:identifier>([0-9a-f]*)</dc:identifier>")
CORE_END = b"</cp:coreProperties>"


def stamped(content: bytes, made_of: str) -> bytes:
    """Write into the properties of a document the digest of what it was made of."""
    output = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(output, "w") as target:
        for info in source.infolist():
            data = source.read(info.filename)
            if info.filename == CORE:
                data = IDENTIFIER.sub(b"", data)
                identifier = f"<dc:identifier>{made_of}</dc:identifier>".encode()
                data = data.replace(CORE_END, identifier + CORE_END)
            target.writestr(info, data)
    return output.getvalue()


def stamp_of(content: bytes) -> str | None:
    """Give the digest that `stamped` wrote; None where there is none."""
    match = _search_core(IDENTIFIER, content)
    return match[1].decode() if match else None


def document_date(content: bytes) -> dt.date | None:
    """Give the date in the properties of a document that `render` made; None without one."""
    match = _search_core(MODIFIED, content)
    try:
        return dt.date.fromisoformat(match[1].decode()) if match else None
    except ValueError:  # a day that no calendar has
        return None


def _search_core(pattern: re.Pattern[bytes], content: bytes) -> re.Match[bytes] | None:
    """Search the properties of a document; people and disks leave anything in its place."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            return pattern.search(package.read(CORE))
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, RuntimeError, ValueError):
        return None
