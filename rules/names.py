"""Names of people: their parts, gender, initials and cases.

Cases come from pytrovich and are believed only where nothing speaks against them: a form that
the dictionary contradicts, or that endings do not tell (a fleeting vowel, a stress), is unsure.
An unsure form is not guessed: the functions give None, and the caller does without it.
"""

import functools
import re

from pymorphy3.analyzer import Parse
from pytrovich import enums
from pytrovich.enums import NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from rules.cleaning import LATIN, LOOK_ALIKES, clean_line, mend_letters
from rules.morphology import RUSSIAN, Case, Gender, inflected, nominatives

NBSP = "\u00a0"
CASES = {
    "genitive": enums.Case.GENITIVE,
    "dative": enums.Case.DATIVE,
    "accusative": enums.Case.ACCUSATIVE,
    "instrumental": enums.Case.INSTRUMENTAL,
    "prepositional": enums.Case.PREPOSITIONAL,
}

BRACKETS = re.compile(r"\s*\([^)]*\)?")
NAME = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё][а-яё]*)*(?: [а-я]+)?")
INITIAL = re.compile(r"[А-ЯЁ]\.")
TUVAN = {"оол", "кыс"}
SON_OR_DAUGHTER: dict[str, Gender] = {
    "оглы": "male",
    "улы": "male",
    "уулу": "male",
    "кызы": "female",
    "гызы": "female",
}
"""The last word of a Turkic patronymic, which never changes, nor does the word before it."""

PATRONYMICS: dict[Gender, re.Pattern[str]] = {
    "female": re.compile(r"(?:[вч]на|[кг]ызы)$"),
    "male": re.compile(r"(?:[^аеёиоуыэюяй]ич|оглы|улы|уулу)$"),
}
SURNAMES: dict[Gender, re.Pattern[str]] = {
    "female": re.compile(r"(?<=..)(?:[оеё]ва|[сц]кая)$"),
    "male": re.compile(r"(?<=..)(?:[оеё]в|[сц]кий)$"),
}
"""Endings that only one of the two has; «-ин» and «-ина» are left out: «Щербина», «Кармин»."""

GENDERS: dict[str, tuple[Gender, ...]] = {"femn": ("female",), "masc": ("male",)}
BOTH: tuple[Gender, ...] = ("female", "male")

FIRST_OF_TWO = re.compile(r"(?:[оеё]в|[иы]н|[иоы]й|[иы]х)$")
"""First parts of a man's double surname that surely change or surely don't: «Салтыков-Щедрин»."""

NO_RULE = re.compile(r"([аеёиоуыэюя])\1$")
"""What the endings of the library are not made for, like the Tuvan «Чодураа»."""

UNCERTAIN: dict[Gender, re.Pattern[str]] = {
    "male": re.compile(r"(?:ец|[оеё]к|ень|[аеёиоуэ]а|[аеоуэ]я|них|^.{1,2}ой|[^кгхсцнчшщ]ий)$"),
    "female": re.compile(r"[еёиоуэ]а$"),
}
"""Endings of surnames that alone do not tell the form: «Кравец», but «Швеца»; «Цой», «Толстой»."""

STRESSED = re.compile(r"(?:(?<!и)[чшщж]|[аеёиоуыэюя]ц|[чшщжц]а)$")
"""Endings whose instrumental hangs on the stress: «Ткачом», but «Монгушем»."""


# --- parts ------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=4096)
def name_parts(text: str) -> tuple[str, ...]:
    """Give the parts of a person's name, the surname first.

    They come clean, in capitals and small letters, without a maiden name in brackets, whatever
    way they were typed: «АННА ИВАНОВНА ПЕТРОВА», «А.И.Петрова». «Гасан оглы» is one part.
    """
    parts = _clean_parts(text)
    return (parts[-1], *parts[:-1]) if _is_surname_last(parts) else parts


def _clean_parts(text: str) -> tuple[str, ...]:
    text = _in_russian(clean_line(BRACKETS.sub(" ", clean_line(text))))
    text = re.sub(r"\s*[-‐‑–—]\s*", "-", text)
    text = re.sub(r"(?<=\.)(?=[^\W\d])", " ", text)
    one_size = text.isupper() or text.islower()
    parts: list[str] = []
    for part in text.split():
        if parts and part.lower() in SON_OR_DAUGHTER:
            parts[-1] += f" {part.lower()}"
        else:
            parts.append(_cased(part, one_size=one_size))
    return tuple(parts)


def _in_russian(text: str) -> str:
    """Turn Latin look-alikes of a Russian name into Russian letters, lone initials too."""
    mended = text.translate(LOOK_ALIKES)
    is_russian = re.search("[а-яё]", text, re.IGNORECASE) and not LATIN.search(mended)
    return mended if is_russian else mend_letters(text)


def _cased(part: str, *, one_size: bool) -> str:
    whole = one_size or (part.isupper() and len(part) > 2)
    if not whole or not RUSSIAN.fullmatch(part.rstrip(".")):
        return part
    small = TUVAN | set(SON_OR_DAUGHTER)
    pieces = part.lower().split("-")
    return "-".join(piece if piece in small else piece.capitalize() for piece in pieces)


def _is_surname_last(parts: tuple[str, ...]) -> bool:
    """Tell «Анна Ивановна Петрова» and «А. И. Петрова» from the usual order."""
    if len(parts) > 1 and INITIAL.fullmatch(parts[0]):
        return not INITIAL.fullmatch(parts[-1])
    if len(parts) == 2:
        return bool(_first_name(parts[0])) and not _first_name(parts[1])
    if len(parts) != 3 or _patronymic(parts[1]) is None:
        return False
    return _patronymic(parts[2]) is None or bool(_first_name(parts[0]))


def _patronymic(part: str) -> Gender | None:
    """Tell whose patronymic `part` is; None when it is none."""
    return next((who for who, ending in PATRONYMICS.items() if ending.search(part)), None)


def _first_name(part: str) -> set[Gender]:
    """Give whose first name `part` is by the dictionary: «Женя» is that of both."""
    names = [parse.tag for parse in nominatives(part) if parse.is_known and "Name" in parse.tag]
    return {who for tag in names for who in GENDERS.get(tag.gender, BOTH)}


@functools.lru_cache(maxsize=4096)
def gender(text: str) -> Gender | None:
    """Tell the gender of a person by the name; None when its parts do not tell or disagree."""
    parts = name_parts(text)
    if not parts:
        return None
    found = {who for who, ending in SURNAMES.items() if ending.search(parts[0])}
    if len(parts) > 1 and len(told := _first_name(parts[1])) == 1:
        found |= told
    if len(parts) > 2 and (who := _patronymic(parts[-1])):
        found.add(who)
    return found.pop() if len(found) == 1 else None


# --- cases ------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=4096)
def full_name(text: str, case: Case) -> str | None:
    """Give a person's name in `case`, surname first; None when the form is unsure.

    Of a name with initials the surname alone changes: «Петровой А. И.».
    """
    parts, who = name_parts(text), gender(text)
    surname, *given = parts or ("",)
    if who is None or not 1 <= len(given) <= 2 or not NAME.fullmatch(surname):
        return None
    declined = _surname(surname, who, case)
    if all(map(INITIAL.fullmatch, given)):
        return NBSP.join([declined, *given]) if declined else None
    if not all(map(NAME.fullmatch, given)) or (len(given) == 2 and not _patronymic(given[1])):
        return None
    forms = [declined, _given(given[0], who, case), *(_father(one, who, case) for one in given[1:])]
    return None if None in forms else " ".join(filter(None, forms))


def surname_with_initials(text: str, case: Case) -> str | None:
    """Give «Петровой А. И.», as it stands in the text; None when the form is unsure."""
    name, parts = full_name(text, case), name_parts(text)
    return NBSP.join([re.split("[ \u00a0]", name)[0], *_initials(parts)]) if name else None


def _made(part: str, kind: NamePart, who: Gender, case: Case) -> str:
    library = enums.Gender.FEMALE if who == "female" else enums.Gender.MALE
    return str(PetrovichDeclinationMaker().make(kind, library, CASES[case], part))


def _father(part: str, who: Gender, case: Case) -> str:
    """Give a patronymic in `case`; a Turkic one stays."""
    return (
        part if part.split()[-1] in SON_OR_DAUGHTER else _made(part, NamePart.MIDDLENAME, who, case)
    )


def _given(part: str, who: Gender, case: Case) -> str | None:
    return _joined([_first(piece, who, case) for piece in part.split("-")])


def _joined(pieces: list[str | None]) -> str | None:
    return None if None in pieces else "-".join(filter(None, pieces))


def _first(piece: str, who: Gender, case: Case) -> str | None:
    """Give a first name in `case`; a woman's in «-ь» only as the dictionary has it: «Нинели»."""
    known = [parse for parse in _known(piece, who) if "Name" in parse.tag]
    soft = who == "female" and piece.endswith("ь")
    if NO_RULE.search(piece) or (
        soft and not [parse for parse in known if "Fixd" not in parse.tag]
    ):
        return None
    return _agreed(_made(piece, NamePart.FIRSTNAME, who, case), known, case)


def _surname(part: str, who: Gender, case: Case) -> str | None:
    """Give a surname in `case`: of two parts each changes, but for «Кызыл-оола»."""
    *first, last = part.split("-")
    if last in TUVAN:
        stays = who == "female"
        return part if stays else "-".join([*first, _made(last, NamePart.LASTNAME, who, case)])
    if who == "male" and not all(map(FIRST_OF_TWO.search, first)):
        return None
    return _joined([_family(piece, who, case) for piece in (*first, last)])


def _family(piece: str, who: Gender, case: Case) -> str | None:
    """Give one part of a surname in `case`; None where the dictionary or the ending forbids it."""
    if NO_RULE.search(piece):
        return None
    form, known = _made(piece, NamePart.LASTNAME, who, case), _known(piece, who)
    surnames = [parse for parse in known if "Surn" in parse.tag]
    changes = who == "male" or piece[-1] in "ая"
    if not known and changes and UNCERTAIN[who].search(piece.lower()):
        return None
    if who == "female" and not changes:
        return form if form == piece else None
    if case == "instrumental" and STRESSED.search(piece):
        return _stressed(form, known)
    return _agreed(form, surnames or known, case)


def _stressed(form: str, known: list[Parse]) -> str | None:
    """Give the one instrumental that all readings of the dictionary have: «Ткачом»."""
    forms = inflected(known, "instrumental")
    told = form.lower() in forms or any("Surn" not in parse.tag for parse in known)
    return form[:1] + forms.pop()[1:] if len(forms) == 1 and told else None


def _known(piece: str, who: Gender) -> list[Parse]:
    """Give the nouns of the dictionary that a part of the name of such a person may be."""
    nouns = [parse for parse in nominatives(piece) if parse.is_known and parse.tag.POS == "NOUN"]
    other = "masc" if who == "female" else "femn"
    named = {"Surn", "Name"}
    return [p for p in nouns if not (named & set(p.tag.grammemes) and p.tag.gender == other)]


def _agreed(form: str, known: list[Parse], case: Case) -> str | None:
    """Give the library's form where the dictionary has it too, as that spells it, or is silent."""
    forms = inflected(known, case)
    if not forms:
        return form
    same = [word for word in sorted(forms) if word.replace("ё", "е") == _plain(form)]
    return form[:1] + same[0][1:] if same else None


def _plain(word: str) -> str:
    return word.lower().replace("ё", "е")


# --- a form that people typed -----------------------------------------------------------------


def genitive_name(name: str, typed: str | None) -> str | None:
    """Give a name in the genitive: as people `typed` it for the same person, else by rule.

    None when it is unsure.
    """
    if typed and is_of(typed, name):
        return re.sub(r" (?=[А-ЯЁ]\.)", NBSP, " ".join(_clean_parts(typed)))
    return full_name(name, "genitive")


def is_of(typed: str, name: str) -> bool:
    """Tell whether a `typed` form may be a case of `name`: as many words, which begin alike."""
    forms, parts = _clean_parts(typed), name_parts(name)
    orders = (parts, (*parts[-1:], *parts[:-1]), (*parts[1:], *parts[:1]))
    return any(
        len(forms) == len(order) > 0 and all(map(_begins_alike, forms, order)) for order in orders
    )


def _begins_alike(form: str, word: str) -> bool:
    forms, pieces = (re.split("[- ]", _plain(one)) for one in (form, word.rstrip(".")))
    return len(forms) == len(pieces) and all(
        one.startswith(start[: max(1, len(start) - 3)])
        for one, start in zip(forms, pieces, strict=True)
    )


def gender_of(name: str, genitive: str | None) -> Gender | None:
    """Tell the gender by the name, else by its patronymic in the genitive: «Сергеевны»."""
    if who := gender(name):
        return who
    last = _plain((_clean_parts(genitive or "") or ("",))[-1])
    return "female" if last.endswith(("вны", "чны")) else "male" if last.endswith("ича") else None


# --- initials ---------------------------------------------------------------------------------


def initials_before(text: str) -> str:
    """Give «А. И. Петрова», as it stands under a signature."""
    parts = name_parts(text)
    return NBSP.join([*_initials(parts), *parts[:1]])


def initials_after(text: str) -> str:
    """Give «Петрова А. И.», as it stands in lists and in the text."""
    parts = name_parts(text)
    return NBSP.join([*parts[:1], *_initials(parts)])


def _initials(parts: tuple[str, ...]) -> list[str]:
    return [f"{part[0]}." for part in parts[1:] if part not in TUVAN]
