"""Where personal data are kept: forms without them, forms of them alone, and both joined again.

«books»: personal fields stand in the books that people fill. «local»: those books do without,
the fields are kept apart, in small books of persons that never leave the machine, and are
joined to the rows they belong to for rules and documents. All forms come of the same YAML.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from rules.cleaning import key
from rules.forms import Field, Form, FormError
from rules.grid import NOWHERE
from rules.reading import Reading

Personal = Literal["books", "local"]
"""Where the personal fields of the forms stand."""

PERSONS = ("people", "department")
"""Audiences of the forms that hold nothing but persons."""

NAMED = "_person"
"""The name of a person who is joined to a post ends so: `author` is a post, `author_person`
the person."""

Typed = Mapping[str, tuple[Any, int]]
"""Name of a field → its value and the packed place of its cell."""

Readings = Iterable[tuple[str, Reading]]


def impersonal(form: Form) -> Form:
    """Give the variant of `form` without its personal fields; some have another field instead.

    FormError where rows of the form are told apart by a personal field.
    """
    fields = tuple(
        item.instead or item for item in form.fields if not item.personal or item.instead
    )
    withheld = tuple(item for item in form.fields if item.personal)
    if not {*form.primary_key, *form.named_by} <= {item.name for item in fields}:
        msg = f"form {form.name}: primaryKey or named_by names a personal field"
        raise FormError(msg)
    return replace(form, fields=fields, withheld=withheld)


def persons_form(form: Form, forms: Mapping[str, Form]) -> Form:
    """Give a form of persons the personal fields that it takes from another of `forms`.

    They keep their titles; none is required, as one finding tells of all that are empty.
    """
    source = forms[form.persons_of].fields if form.persons_of else ()
    taken = [replace(item, required=False) for item in source if item.personal and not item.instead]
    fields = (*form.fields, *taken)
    return replace(
        form,
        fields=tuple(replace(f, apart=form.title) if f.personal else f for f in fields),
    )


def joined_form(form: Form, home: str) -> Form:
    """Give the form of the rows of `form` after persons were joined to them.

    `home` is the title of the tab of persons that its personal fields stand in. A personal field
    with another instead becomes two: what stands in the tab, and the person.
    """
    fields: list[Field] = []
    for item in form.fields:
        person = item
        if item.instead:
            fields.append(item.instead)
            person = replace(item, name=f"{item.name}{NAMED}", instead=None)
        fields.append(replace(person, apart=home) if item.personal else item)
    return replace(form, fields=tuple(fields))


def typed_forms(forms: Mapping[str, Form], personal: Personal) -> dict[str, Form]:
    """Give the forms as they stand in the books of a district; `forms` are as they were parsed."""
    if personal == "books":
        return {name: form for name, form in forms.items() if form.audience not in PERSONS}
    return {
        name: persons_form(form, forms) if form.audience in PERSONS else _without_persons(form)
        for name, form in forms.items()
    }


def _without_persons(form: Form) -> Form:
    return impersonal(form) if any(item.personal for item in form.fields) else form


def joined_forms(forms: Mapping[str, Form], personal: Personal) -> dict[str, Form]:
    """Give the forms of the tables of a district: those of its books with persons joined."""
    typed = typed_forms(forms, personal)
    if personal == "books":
        return typed
    homes = {form.persons_of: form.title for form in forms.values() if form.persons_of}
    return {
        name: joined_form(forms[name], homes.get(name, forms["authors"].title))
        if form.withheld
        else form
        for name, form in typed.items()
    }


def is_kept_apart(names: Container[str]) -> bool:
    """Tell by the `names` of its forms a district that keeps personal data apart."""
    return "people" in names


def typed_cards(readings: Readings, form: Form) -> dict[str, Typed]:
    """Give what the cards of persons say, by code."""
    return {
        org: {
            name: (value, place)
            for name, value, place in zip(
                form.names, reading.rows[0], reading.places[0], strict=True
            )
        }
        for org, reading in readings
        if reading.rows
    }


def typed_persons(readings: Readings, form: Form) -> dict[str, Typed]:
    """Give who stands behind the posts of an ОО: code → key of a post → person and place."""
    post, person = form.names.index("post"), form.names.index("person")
    return {
        org: {
            key(row[post]): (row[person], places[person])
            for row, places in zip(reading.rows, reading.places, strict=True)
            if row[post] and row[person]
        }
        for org, reading in readings
    }


def join(
    readings: Readings,
    typed: Form,
    joined: Form,
    cards: Mapping[str, Typed],
    persons: Mapping[str, Typed],
) -> list[tuple[str, Reading]]:
    """Join persons to the `readings` of tabs of the form `typed`: rows of the form `joined`.

    `cards` are those of `typed_cards`, `persons` those of `typed_persons`, by code.
    """
    return [
        (org, _joined(reading, typed, joined, cards.get(org, {}), persons.get(org, {})))
        for org, reading in readings
    ]


NOBODY: tuple[Any, int] = (None, NOWHERE)


def _joined(reading: Reading, typed: Form, joined: Form, card: Typed, persons: Typed) -> Reading:
    made = replace(reading, rows=[], places=[])
    for row, places in zip(reading.rows, reading.places, strict=True):
        own = dict(zip(typed.names, zip(row, places, strict=True), strict=True))
        cells = [own.get(name) or _person(name, own, card, persons) for name in joined.names]
        made.rows.append(tuple(value for value, _ in cells))
        made.places.append(tuple(place for _, place in cells))
    return made


def _person(name: str, own: Typed, card: Typed, persons: Typed) -> tuple[Any, int]:
    """Give a personal field of a row: of the person behind its post, else of the card."""
    post = own.get(name.removesuffix(NAMED), NOBODY)[0] if name.endswith(NAMED) else None
    return persons.get(key(post), NOBODY) if post else card.get(name, NOBODY)
