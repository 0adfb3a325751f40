"""Ways of typing a name that nobody has written down: made by rule, with a seed."""

import random
from collections.abc import Callable, Iterator

import pymorphy3

from rules.aspect_spelling import LAYOUT, TRANSLITERATION

MORPHOLOGY = pymorphy3.MorphAnalyzer()
TO_LATIN = {russian: latin for latin, russian in TRANSLITERATION if len(russian) == 1}
TO_LATIN |= {"к": "k", "е": "e", "э": "e", "й": "y"}
TO_KEYS = {letter: code for code, letter in LAYOUT.items() if chr(code) not in '{}:"<>~'}
TO_KEYS |= {ord("ё"): ord("`")}
LETTERS = "абвгдежзийклмнопрстуфхцчшщыэюя"


def words_of(name: str) -> list[str]:
    return name.split()


def in_capitals(name: str, dice: random.Random) -> str:
    return name.upper()


def in_a_list(name: str, dice: random.Random) -> str:
    return dice.choice(("1. {}", "— {};", "№ 3 {}", "2) {}", "• {}.")).format(name)


def with_people(name: str, dice: random.Random) -> str:
    return f"{name}{dice.choice((' — 5 чел.', ' (12 педагогов)', ' - 7', ': 3 человека'))}"


def politely(name: str, dice: random.Random) -> str:
    begin = ("Готовы показать: {}", "нужна помощь по теме «{}»", "Хотели бы узнать про: {}")
    return dice.choice(begin).format(name)


def mistyped(name: str, dice: random.Random) -> str:
    """One slip in one of the long words."""
    own = words_of(name)
    long = [number for number, word in enumerate(own) if len(word) > 7 and word.isalpha()]
    if not long:
        return name
    number = dice.choice(long)
    word, place = own[number], dice.randrange(2, len(own[number]) - 2)
    own[number] = dice.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + dice.choice(LETTERS) + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + word[place] + word[place:],
        )
    )
    return " ".join(own)


def declined(name: str, dice: random.Random) -> str:
    """The first noun of the name and the adjectives before it in another case."""
    own, case = words_of(name), dice.choice(("gent", "datv", "ablt"))
    for number, word in enumerate(own):
        parse = MORPHOLOGY.parse(word.lower())[0]
        changed = parse.inflect({case}) if "nomn" in parse.tag else None
        if changed is None or not word.isalpha() or word.isupper():
            break
        own[number] = changed.word
        if parse.tag.POS == "NOUN":
            break
    return " ".join(own)


def in_other_layout(name: str, dice: random.Random) -> str:
    return name.lower().translate(TO_KEYS)


def in_latin(name: str, dice: random.Random) -> str:
    return "".join(TO_LATIN.get(letter, letter) for letter in name.lower().replace("ё", "е"))


WAYS: dict[str, Callable[[str, random.Random], str]] = {
    "case": in_capitals,
    "numbering": in_a_list,
    "count": with_people,
    "verbose": politely,
    "typo": mistyped,
    "inflected": declined,
    "layout": in_other_layout,
    "translit": in_latin,
}


def variations(names: dict[str, tuple[str, ...]], seed: int) -> Iterator[tuple[str, str, str]]:
    """Give (way, text, id): each name of each aspect typed in each way."""
    dice = random.Random(seed)
    for id_, own in names.items():
        for name in own:
            for way, change in WAYS.items():
                yield way, change(name, dice), id_
