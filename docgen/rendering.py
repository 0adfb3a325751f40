"""Documents rendered from .docx templates that people edit in Word.

The template language is that of `docgen.sandbox`: a template can read the values it is given and
nothing else. The same template, values and date give the same bytes.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.exceptions import TemplateError as JinjaError
from rapidfuzz import process

from docgen.compiled import Compiled, Picture, compiled, inline
from docgen.sandbox import Forbidden, TooMuch, Unprintable
from docgen.stamps import CORE, document_date, settled_core, stamp_of, stamped, with_core
from docgen.word_package import DAMAGED, TemplateError
from docgen.zipping import entry, zipped

__all__ = [
    "Picture", "TemplateError", "check", "document_date", "explained", "nearest", "render",
    "stamp_of", "stamped",
]  # fmt: skip

UNDEFINED = re.compile(r"'([^']+)' is undefined|has no attribute '([^']+)'")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ENDLESS = (
    "В шаблоне столько повторений, что документ не кончился бы или не поместился в память: "
    "проверьте вложенные циклы {% for %}."
)
LIST = (
    "В шаблоне на месте одного значения стоит список или группа: список перебирает "
    "{% for %}, а из группы берут поле через точку."
)


def render(template: bytes, values: Mapping[str, object], day: dt.date) -> bytes:
    """Render `template` with `values`; the document's properties carry `day`.

    Raises TemplateError for whatever is wrong with the template.
    """
    try:
        return _rendered(compiled(template), values, day)
    except TemplateError:
        raise
    except (JinjaError, ArithmeticError, TypeError, ValueError, TooMuch, Unprintable) as error:
        raise TemplateError(explained(error, _names(values))) from error
    except Exception as error:  # a damaged package fails in the zip, XML or Word library
        raise TemplateError(DAMAGED) from error


def check(template: bytes) -> None:
    """Raise TemplateError where `template` cannot be read, whatever the values."""
    try:
        compiled(template)
    except TemplateError:
        raise
    except (JinjaError, ValueError) as error:
        raise TemplateError(explained(error, ())) from error
    except Exception as error:  # a damaged package fails in the zip, XML or Word library
        raise TemplateError(DAMAGED) from error


def _rendered(ready: Compiled, values: Mapping[str, object], day: dt.date) -> bytes:
    try:
        clean = _named(values, None)
    except _PictureFound:
        made = ready.drawn(lambda document: _named(values, document))
        return with_core(made, lambda data: settled_core(data, day))
    return zipped(
        entry(CORE, settled_core(one.content, day)) if one.name == CORE else one
        for one in ready.filled(clean)
    )


class _PictureFound(Exception):
    """Among the values is a picture: docxtpl has to render the document."""


def _named(values: Mapping[str, object], document: DocxTemplate | None) -> dict[str, object]:
    return {name: _printable(value, document) for name, value in values.items()}


def _printable(value: object, document: DocxTemplate | None) -> object:
    """Drop what XML forbids from every text among the values; put pictures in the document."""
    if isinstance(value, str):
        return value if value.isprintable() else FORBIDDEN.sub("", value)
    if isinstance(value, Mapping):
        return _named(value, document)
    if isinstance(value, list | tuple):
        return [_printable(item, document) for item in value]
    if isinstance(value, Picture):
        if document is None:
            raise _PictureFound
        return inline(value, document)
    return value


def explained(error: Exception, names: Sequence[str] | set[str]) -> str:
    """Say in Russian what is wrong with a template that fails with `error`."""
    match error:
        case UndefinedError():
            return _undefined(error, names)
        case Forbidden():
            return f"В шаблоне {error.message}. Что можно, сказано в описании шаблонов."
        case TemplateSyntaxError():
            return (
                "В шаблоне ошибка записи: проверьте, целы ли скобки и верно ли написаны слова "
                f"в теге. Сообщение: {error.message}."
            )
        case SecurityError():
            return "Шаблон обращается к тому, что в шаблонах запрещено: уберите это обращение."
        case TooMuch():
            return ENDLESS
        case Unprintable():
            return LIST
    return "В шаблоне выражение, которое нельзя вычислить: проверьте то, что в скобках {{ }}."


def _undefined(error: UndefinedError, names: Sequence[str] | set[str]) -> str:
    match = UNDEFINED.search(str(error))
    name = (match[1] or match[2]) if match else ""
    if not name:
        return "В шаблоне неизвестное имя: сверьте имена в скобках {{ }} с их списком."
    return f"В шаблоне неизвестное имя «{name}».{nearest(name, names)}"


def nearest(name: str, names: Sequence[str] | set[str]) -> str:
    """Ask whether the known name that is most like `name` was meant; empty where none is."""
    found = process.extractOne(name, sorted(names), score_cutoff=60)
    return f" Может быть, нужно «{found[0]}»?" if found else ""


def _names(value: object) -> set[str]:
    """Gather the names that a template may use."""
    if isinstance(value, Mapping):
        return set(value).union(*map(_names, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(_names, value[:1]))
    return set()
