"""What the program brings with it: forms, templates of documents, the catalogue, the demo."""

import functools
from importlib import resources
from importlib.resources.abc import Traversable

from rules.aspect_words import AspectWords, parse_words
from rules.forms import Form, parse_form
from rules.personal import PERSONS, Personal, joined_forms, typed_forms

FORMS = (
    "registry",
    "aspects",
    "settings",
    "stages",
    "directions",
    "periods",
    "organisation",
    "staffing",
    "reserves",
    "results",
    "order",
    "practices",
    "plan",
    "budget",
    "people",
    "authors",
    "department",
)
"""Forms in the order in which their tabs stand in a book."""


def _root() -> Traversable:
    return resources.files("templates")


@functools.cache
def _parsed() -> dict[str, Form]:
    folder = _root() / "forms"
    return {
        name: parse_form((folder / f"{name}.yaml").read_text(encoding="utf-8")) for name in FORMS
    }


@functools.cache
def forms(personal: Personal = "books") -> dict[str, Form]:
    """Give the built-in forms by name, in the order of their tabs.

    They are as they stand in the books of a district that keeps personal data so.
    """
    return typed_forms(_parsed(), personal)


@functools.cache
def report_forms(personal: Personal = "books") -> dict[str, Form]:
    """Give the forms of the tables that a report is made of: persons joined to what they do."""
    return joined_forms(_parsed(), personal)


def forget_forms() -> None:
    """Let the forms be read from their files again."""
    for cached in (_parsed, forms, report_forms):
        cached.cache_clear()


def forms_of(audience: str, personal: Personal = "books") -> dict[str, Form]:
    """Give the forms that stand in the books of `audience` («organisation», «coordinator», …)."""
    return {name: form for name, form in forms(personal).items() if form.audience == audience}


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


def persons_tabs() -> frozenset[str]:
    """Give the titles of the tabs that stand in the books of persons."""
    return frozenset(form.title for form in forms("local").values() if form.audience in PERSONS)
