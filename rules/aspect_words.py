"""The vocabulary by which aspects are recognised, as people may edit it: parsed, not yet used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

LISTS = ("wrappers", "weak", "subjects", "no_answer")
MAPPINGS = ("light", "settings", "who", "apart", "broader", "meanings")


class WordsError(ValueError):
    """The file of words is not what it should be; the text says in Russian what is wrong."""


@dataclass(frozen=True, slots=True, eq=False)
class AspectWords:
    """Phrases by what they do; see the comments of `templates/aspect_words.yaml`.

    `wrappers` and `weak` are left out of a text; `light` may be added to any aspect; `subjects`
    are school subjects; `no_answer` are texts that are no answer. `settings`, `who` and
    `meanings` map a meaning (several joined by « + ») to phrases that express it; `apart` a
    meaning to those that never go with it; `broader` one to narrower ones that include it.
    """

    wrappers: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    no_answer: tuple[str, ...] = ()
    light: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    who: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    broader: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    meanings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


NO_WORDS = AspectWords()
"""A vocabulary that knows nothing: only the catalogue's own words are recognised."""


def parse_words(text: str) -> AspectWords:
    """Parse the YAML text of a vocabulary; WordsError where it is not one."""
    try:
        typed = yaml.safe_load(text)
    except yaml.YAMLError as error:
        msg = f"Файл со словами аспектов набран с ошибкой: {error}"
        raise WordsError(msg) from error
    if not isinstance(typed, dict):
        msg = "В файле со словами аспектов нужны разделы: wrappers, weak, light и другие."
        raise WordsError(msg)
    strange = set(typed) - {*LISTS, *MAPPINGS}
    if strange:
        msg = f"В файле со словами аспектов непонятный раздел: {', '.join(sorted(strange))}."
        raise WordsError(msg)
    lists: dict[str, Any] = {name: _phrases(typed.get(name), name) for name in LISTS}
    mappings: dict[str, Any] = {name: _mapping(typed.get(name), name) for name in MAPPINGS}
    return AspectWords(**lists, **mappings)


def _phrases(value: object, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, str):
        msg = f"В файле со словами аспектов после «{where}» нужны слова через «;»."
        raise WordsError(msg)
    return tuple(dict.fromkeys(part for piece in value.split(";") if (part := piece.strip())))


def _mapping(value: object, where: str) -> dict[str, tuple[str, ...]]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        msg = f"В файле со словами аспектов в разделе «{where}» нужны строки «смысл: слова»."
        raise WordsError(msg)
    return {str(name): _phrases(phrases, str(name)) for name, phrases in value.items()}
