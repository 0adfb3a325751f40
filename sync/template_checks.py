"""The templates of a district, its own and the built-in ones, and what is wrong with them."""

import functools
from collections.abc import Mapping
from typing import Any

import yaml

from docgen.rendering import TemplateError
from docgen.template_check import troubles
from docgen.template_names import Variable, Variables
from docgen.template_tags import Trouble
from sync.documents import KINDS
from sync.folder import TEMPLATES, Folder
from sync.resources import read_bytes, read_text


@functools.cache
def variables() -> dict[str, Variables]:
    """Give the names that the template of each document may use."""
    listed: Mapping[str, Any] = yaml.safe_load(read_text("documents", "variables.yaml"))
    return {kind: _variables(listed[kind]) for kind in listed if kind != "shared"}


def _variables(listed: Mapping[str, Any]) -> Variables:
    return {name: _variable(one) for name, one in listed.items()}


def _variable(one: Any) -> Variable:
    if isinstance(one, list):
        return Variable(*one)
    if isinstance(one.get("each"), list):
        return Variable(one["what"], one["each"][1], listed=True)
    listed = "each" in one
    fields = _variables(one["each" if listed else "fields"])
    return Variable(one["what"], fields=fields, listed=listed)


def check_template(content: bytes, kind: str) -> list[Trouble]:
    """Tell what is wrong with a template of the document `kind` (a name of `KINDS`)."""
    return troubles(content, variables()[kind])


def template_file(kind: str) -> str:
    """Name the file of the district's own template of a document."""
    return f"{TEMPLATES}/{KINDS[kind].title}.docx"


def template_of(store: Folder, kind: str) -> bytes:
    """Give the district's own template of a document, else the built-in one."""
    own = store.read(template_file(kind))
    return own if own is not None else read_bytes("documents", KINDS[kind].template)


def copy_templates(store: Folder) -> list[str]:
    """Copy the built-in templates into the district where it has none; tell which were."""
    return [
        f"{kind.title}.docx"
        for name, kind in KINDS.items()
        if store.create(template_file(name), read_bytes("documents", kind.template))
    ]


def broken_template(content: bytes, kind: str, error: TemplateError) -> str:
    """Say what is wrong with a template that could not be rendered, and where."""
    found = check_template(content, kind) or [Trouble("", str(error))]
    return "; ".join(f"{str(one)[:1].upper()}{str(one)[1:]}" for one in found[:SHOWN]).replace(
        ".;", ";"
    )


SHOWN = 3
"""So many troubles of a template are told of in a pass; the rest by the check."""

STRANGE = (
    "Такого документа нет, файл не используется: назовите его как документ, для которого он "
    "сделан, или уберите."
)


def check_templates(store: Folder) -> dict[str, list[Trouble]]:
    """Check all templates of a district: name of the file → what is wrong with it.

    A built-in one is named by its document alone.
    """
    found: dict[str, list[Trouble]] = {}
    for kind, (title, *_) in KINDS.items():
        own = template_file(kind)
        name = own if store.entry(own) else f"{title} (встроенный)"
        found[name] = check_template(template_of(store, kind), kind)
    for name in store.names(TEMPLATES):
        if name not in found:
            found[name] = [Trouble("", STRANGE)]
    return found
