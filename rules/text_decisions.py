"""What coordinators decided about texts: which aspect each is, or that it is none, or a new one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rules.cleaning import key
from rules.decisions import ASPECT_CHOICE, Decisions, parts_of
from rules.tables import Table

NEW, NO_ASPECT = "новый", "не аспект"


@dataclass(frozen=True, slots=True)
class TextDecisions:
    """Decisions about texts: id → keys of texts that are this aspect, `refused`, `proposed`.

    `proposed` are (key of the text, process) that the coordinator wants in the catalogue;
    `unknown` the keys of rows whose decision names no aspect; `ids` maps the key of each row
    whose decision names one to what was typed and its id: to be remembered.
    """

    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ids: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    proposed: frozenset[tuple[str, str]] = frozenset()
    unknown: tuple[str, ...] = ()


def text_decisions(
    decisions: Decisions, aspects: Table, remembered: Mapping[str, tuple[str, str]]
) -> TextDecisions:
    """Read the decisions about texts; `aspects` is «Справочник аспектов».

    An aspect is named by its title or its id. One that was renamed since is known by what is
    `remembered` of the pass before (`TextDecisions.ids`), as long as the decision is the same.
    """
    rows = aspects.values.dropna(subset=["id", "title"])
    ids = {key(title): id_ for id_, title in zip(rows["id"], rows["title"], strict=True)}
    ids |= {key(id_): id_ for id_ in rows["id"]}
    known = set(rows["id"])
    synonyms: dict[str, list[str]] = {}
    found: dict[str, tuple[str, str]] = {}
    refused, proposed, unknown = set(), set(), []
    for name, text, process, typed in _typed(decisions):
        said = key(str(typed))
        before, last = remembered.get(name, ("", ""))
        id_ = ids.get(said) or (last if before == said and last in known else None)
        if said == key(NO_ASPECT):
            refused.add(text)
        elif said == key(NEW):
            proposed.add((text, process))
        elif id_ is not None:
            synonyms.setdefault(id_, []).append(text)
            found[name] = (said, id_)
        else:
            unknown.append(name)
    made = {id_: tuple(dict.fromkeys(texts)) for id_, texts in synonyms.items()}
    return TextDecisions(made, found, frozenset(refused), frozenset(proposed), tuple(unknown))


def _typed(decisions: Decisions) -> Iterator[tuple[str, str, str, object]]:
    for (name, column), found in sorted(decisions.items()):
        parts = parts_of(name, "text")
        if parts is not None and len(parts) == 2 and column == ASPECT_CHOICE.title:
            yield name, *parts, found.value
