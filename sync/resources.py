"""What the program brings with it: forms, templates of documents, the catalogue, the demo."""

import functools
from importlib import resources
from importlib.resources.abc import Traversable

from rules.aspect_words import AspectWords, parse_words
from rules.forms import Form, parse_form

FORMS = (
    "registry",
    "aspects",
    "settings",
    "stages",
    "directions",
    "organisation",
    "staffing",
    "reserves",
    "results",
    "order",
    "practices",
    "plan",
    "budget",
)
"""Forms in the order in which their tabs stand in a book."""


def _root() -> Traversable:
    return resources.files("templates")


@functools.cache
def forms() -> dict[str, Form]:
    """Give the built-in forms by name, in the order of their tabs."""
    folder = _root() / "forms"
    return {
        name: parse_form((folder / f"{name}.yaml").read_text(encoding="utf-8")) for name in FORMS
    }


def forms_of(audience: str) -> dict[str, Form]:
    """Give the forms that stand in the books of `audience` («organisation», «coordinator»)."""
    return {name: form for name, form in forms().items() if form.audience == audience}


@functools.cache
def aspect_words() -> AspectWords:
    """Give the vocabulary by which aspects are recognised."""
    return parse_words(aspect_words_text())


@functools.cache
def aspect_words_text() -> str:
    """Give the text of that vocabulary."""
    return read_text("aspect_words.yaml")


def read_bytes(*path: str) -> bytes:
    """Give the bytes of a file of `templates/`."""
    return _root().joinpath(*path).read_bytes()


def read_text(*path: str) -> str:
    """Give the text of a file of `templates/`."""
    return _root().joinpath(*path).read_text(encoding="utf-8")
