"""Forms: what a tab that people fill looks like, as one YAML text.

Everything about such a tab comes from its form: creating it, finding its columns, reading
and checking its cells, its page of help. The vocabulary is that of Table Schema (Frictionless)
where it has a word: fields, name, title, type, constraints, primaryKey.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import yaml

from rules.edits import Edit, parse_edit

Type = Literal[
    "string",
    "text",
    "integer",
    "number",
    "date",
    "period",
    "school_year",
    "boolean",
    "email",
    "phone",
    "link",
    "scan",
    "aspects",
]
Layout = Literal["table", "card"]
Audience = Literal["organisation", "coordinator", "people", "department"]
"""Whose book a form stands in: an ОО's, the coordinator's, and, where personal data are kept
apart, the small books of persons of an ОО and of the department."""

Severity = Literal["error", "question", "advice"]


class FormError(ValueError):
    """A form says something that cannot be: a programmer's or a methodologist's slip."""


WIDTH = 14
"""Of a column that says nothing else."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: a column of a table, or a line of a card.

    `choices` are the allowed values, `choices_from` the name of the list that gives them
    («aspects»). `personal` marks personal data, `instead` the field that takes its place where
    those are kept apart, `apart` is the title of the tab that it is kept in then. `many` is a
    line of a card that goes on in the rows below it. `section` is the part of a card it stands
    in, `group` the upper header it shares in a table. `label` is the short title for messages
    and summaries. `weight` is the cost of changing it in error localisation.
    """

    name: str
    title: str
    type: Type = "string"
    label: str = ""
    aliases: tuple[str, ...] = ()
    group: str = ""
    section: str = ""
    description: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    choices_from: str = ""
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    pattern_help: str = ""
    personal: bool = False
    instead: "Field | None" = None
    apart: str = ""
    many: bool = False
    given: bool = False
    continued: bool = False
    default: Any = None
    example: str = ""
    width: float = WIDTH
    weight: int = 1


@dataclass(frozen=True, slots=True)
class EditRule:
    """A rule of a form that is linear: all its `edits` must hold in each row."""

    id: str
    title: str
    severity: Severity
    message: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One tab that people fill.

    `due` names the setting that holds the last day for filling it. `initial` are the rows
    that a new tab starts with; `rows_from` names the coordinator's form that gives them instead.
    `yearly` is a tab that every school year begins anew. `optional` names the setting that
    must be «да» for organisations to have the tab. `named_by` are fields that tell the rows of
    a tab without primary key apart well enough for findings to be followed from pass to pass.
    `persons_of` names the form whose personal fields the tab has besides its own, `withheld` are
    the personal fields that this variant of the form does without.
    """

    name: str
    title: str
    audience: Audience
    layout: Layout
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    rules: tuple[EditRule, ...] = ()
    due: str = ""
    initial: tuple[Mapping[str, Any], ...] = ()
    entry_rows: int = 60
    rows_from: str = ""
    yearly: bool = False
    optional: str = ""
    named_by: tuple[str, ...] = ()
    persons_of: str = ""
    withheld: tuple[Field, ...] = ()

    def field(self, name: str) -> Field:
        """Give the field called `name`; KeyError when there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields in their order."""
        return tuple(field.name for field in self.fields)


LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader in C takes a tenth of the time, where it was built."""


def parse_form(text: str) -> Form:
    """Read the YAML `text` of a form; FormError says what is wrong with it."""
    raw = yaml.load(text, LOADER)
    if not isinstance(raw, dict) or "name" not in raw:
        msg = "a form is a mapping with a name"
        raise FormError(msg)
    keys = _keys(Form) - {"primary_key", "withheld"} | {"primaryKey"}
    _refuse_unknown(raw, keys, f"form {raw['name']}")
    fields = tuple(_field(item, raw["name"]) for item in raw.get("fields", ()))
    names = [field.name for field in fields]
    if len(set(names)) != len(names) or not names:
        msg = f"form {raw['name']}: fields need names that differ"
        raise FormError(msg)
    form = Form(
        name=raw["name"],
        title=raw["title"],
        audience=_one_of(Audience, raw["audience"], raw["name"]),
        layout=_one_of(Layout, raw["layout"], raw["name"]),
        description=raw.get("description", "").strip(),
        fields=fields,
        primary_key=tuple(raw.get("primaryKey", ())),
        rules=tuple(_edit_rule(item, fields) for item in raw.get("rules", ())),
        due=raw.get("due", ""),
        initial=tuple(raw.get("initial", ())),
        entry_rows=raw.get("entry_rows", 60),
        rows_from=raw.get("rows_from", ""),
        yearly=raw.get("yearly", False),
        optional=raw.get("optional", ""),
        named_by=tuple(raw.get("named_by", ())),
        persons_of=raw.get("persons_of", ""),
    )
    if not {*form.primary_key, *form.named_by} <= set(names):
        msg = f"form {form.name}: primaryKey or named_by names a field that is not there"
        raise FormError(msg)
    return form


CONSTRAINTS = {"required", "enum", "minimum", "maximum", "pattern"}


def _field(raw: dict[str, Any], form: str) -> Field:
    where = f"form {form}, field {raw.get('name')}"
    own = _keys(Field) - {"required", "choices", "minimum", "maximum", "pattern", "apart"}
    _refuse_unknown(raw, own | {"constraints"}, where)
    constraints = raw.get("constraints", {})
    _refuse_unknown(constraints, CONSTRAINTS, where)
    plain = {key: value for key, value in raw.items() if key != "constraints"}
    plain["type"] = _one_of(Type, raw.get("type", "string"), where)
    plain["label"] = raw.get("label", raw["title"])
    plain["aliases"] = tuple(raw.get("aliases", ()))
    if "instead" in raw:
        plain["instead"] = _instead(raw, where)
    return Field(
        **plain,
        required=constraints.get("required", False),
        choices=tuple(constraints.get("enum", ())),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        pattern=constraints.get("pattern", ""),
    )


def _instead(raw: dict[str, Any], where: str) -> Field:
    """Read the field that takes the place of a personal one: what it does not say stays."""
    if not raw.get("personal"):
        msg = f"{where}: only a personal field has another instead"
        raise FormError(msg)
    kept_apart = {"name": raw["name"], "width": raw.get("width", WIDTH)}
    return _field(kept_apart | raw["instead"], where)


def _edit_rule(raw: dict[str, Any], fields: tuple[Field, ...]) -> EditRule:
    where = f"rule {raw.get('id')}"
    _refuse_unknown(raw, {"id", "title", "severity", "message", "holds"}, where)
    names = {field.name for field in fields if field.type == "integer"}
    return EditRule(
        id=raw["id"],
        title=raw["title"],
        severity=_one_of(Severity, raw["severity"], where),
        message=raw["message"],
        edits=tuple(parse_edit(text, names) for text in raw["holds"]),
    )


def _keys(record: type) -> set[str]:
    return set(record.__dataclass_fields__)  # type: ignore[attr-defined]


def _refuse_unknown(raw: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(raw) - known)
    if unknown:
        msg = f"{where}: unknown {', '.join(unknown)}; known are {', '.join(sorted(known))}"
        raise FormError(msg)


def _one_of(kind: Any, value: str, where: str) -> Any:
    if value not in get_args(kind):
        msg = f"{where}: «{value}» is none of {', '.join(get_args(kind))}"
        raise FormError(msg)
    return value
