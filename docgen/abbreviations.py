"""Abbreviations of the field: what they mean, and which of a text are not opened at first use.

A text opens one in words of its own («образовательные организации (далее – ОО)»), so that they
stand in the case that the sentence asks for; templates do it, and this finds where they do not.
"""

import re
from collections.abc import Iterable

ABBREVIATIONS = {
    "ВР": "воспитательная работа",
    "ВСОКО": "внутренняя система оценки качества образования",
    "ДО": "дополнительное образование",
    "ДОУ": "дошкольное образовательное учреждение",
    "ИМЦ": "информационно-методический центр",
    "КК": "коэффициент качества",
    "ОВЗ": "ограниченные возможности здоровья",
    "ОО": "образовательная организация",
    "Пв": "число педагогических работников высшей категории",
    "Пп": "число педагогических работников первой категории",
    "Поб": "общее число педагогических работников",
    "СЗД": "соответствие занимаемой должности",
    "ТЗ": "техническое задание",
    "УВР": "учебно-воспитательная работа",
    "ФГ": "функциональная грамотность",
    "ФГОС": "федеральный государственный образовательный стандарт",
    "ШНОР": "школа с низкими образовательными результатами",
}
"""Each abbreviation with its words in the nominative, as a list of abbreviations has them."""

USED = re.compile(rf"(?<![\w-])(?:{'|'.join(ABBREVIATIONS)})(?![\w-])")
QUOTED = re.compile("«[^«»]*»|„[^„“]*“")
OPENS = re.compile(r"(?:далее\s*[–—-]\s*|\()$")
"""What stands before an abbreviation where a text says what it means."""


def first_uses(paragraphs: Iterable[str]) -> dict[str, bool]:
    """Give the abbreviations that a text uses, by first use, and whether each is opened there.

    Names in quotes are left out.
    """
    found: dict[str, bool] = {}
    for text in paragraphs:
        plain = QUOTED.sub("", text)
        for use in USED.finditer(plain):
            found.setdefault(use.group(), bool(OPENS.search(plain[: use.start()])))
    return found


def unopened(paragraphs: Iterable[str]) -> list[str]:
    """Give the abbreviations that a text uses before it says what they are, or without."""
    return [name for name, is_opened in first_uses(paragraphs).items() if not is_opened]
