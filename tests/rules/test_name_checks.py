"""Rules of names, posts and titles: what was typed, what comes out, and that no name is told."""

import pytest

from tests.districts import found, made_report
from tests.rules.test_people_checks import CARD, made

FULL = {"full_name": "Школа", "code": "Ш-1"}
RARE = "Ондар Чодураа Сергеевна"
TYPED = "Ондар Чодураа Сергеевны"

# rule, filled cells of «Паспорт ОО», findings of the rule
CARDS = [
    ("names.genitive", {"head_name": RARE}, 1),
    ("names.genitive", {"head_name": RARE, "head_name_genitive": TYPED}, 0),
    ("names.genitive", {"head_name": "ПЕТРОВА АННА ИВАНОВНА"}, 0),
    ("names.genitive", {"head_name": "Петрова Анна"}, 0),
    ("names.genitive", {"head_name": "Тихонова-Рябова Вера Михайловна"}, 0),
    ("names.genitive", {"head_name": "Петрова А. И."}, 0),
    ("names.genitive", {"head_name": "Ткач А. И."}, 1),
    ("names.genitive", {"head_name": "Смит Джон"}, 0),
    ("names.genitive", {"head_name": "John Smith"}, 1),
    ("names.genitive", {}, 0),
    ("names.other_person", {"head_name": RARE, "head_name_genitive": TYPED.upper()}, 0),
    ("names.other_person", {"head_name": "Петрова Анна Ивановна", "head_name_genitive": TYPED}, 1),
    ("names.other_person", {"head_name": RARE}, 0),
    ("names.other_person", {"head_name_genitive": TYPED}, 0),
    ("names.post", {"head_post": "и. о. директора"}, 0),
    ("names.post", {"head_post": "ЗАВЕДУЮЩАЯ"}, 0),
    ("names.post", {"head_post": "директора"}, 1),
    ("names.post", {}, 0),
    ("names.quotes", {"full_name": "Школа «Центр «Ланс»"}, 1),
    ("names.quotes", {"full_name": "Школа «Центр «Ланс»»"}, 0),
    ("names.quotes", {"full_name": 'МБДОУ " Сад'}, 1),
    ("names.quotes", {"full_name": 'МБДОУ "Сад"'}, 0),
    ("names.quotes", {"short_name": 'МБДОУ " Сад'}, 0),
    ("names.quotes", {}, 0),
]


@pytest.mark.parametrize(("rule", "cells", "hits"), CARDS)
def test_cards(rule, cells, hits):
    """So many findings of the rule for these cells; an empty cell breaks none of them."""
    rows = found(made_report({"Ш-1": ""}, cards={"Ш-1": FULL | cells}), rule)
    assert len(rows) == hits
    said = " ".join(rows[["value", "compared", "message", "key"]].to_numpy().ravel())
    assert not [word for word in ("Ондар", "Чодураа", "Ткач", "Петров", "Smith") if word in said]


def test_heads_of_the_district():
    """The same is asked of the two heads in «Настройки», each by its own line."""
    rows = found(
        made_report(
            {"Ш-1": ""},
            settings={
                "department_head": RARE,
                "centre_head": "Громова Инесса Павловна",
                "centre_head_genitive": TYPED,
                "centre_post": "директора",
                "department_short": "УО «Район",
            },
        )
    )
    rows = rows[rows["rule"].str.startswith("names.")]
    assert dict(zip(rows["rule"], rows["org"], strict=True)) == dict.fromkeys(
        ["names.genitive", "names.other_person", "names.post", "names.quotes"], ""
    )
    assert set(rows["tab"]) == {"Настройки"}


def test_the_short_title_is_that_of_the_registry():
    """Documents take it from there, so the coordinator alone is told of its quotes."""
    names = [{"code": "Ш-1", "short_name": 'МБДОУ " Сад', "kind": "ДОУ"}]
    rows = found(made_report({"Ш-1": ""}, tabs={"registry": {"": names}}), "names.quotes")
    assert list(rows["tab"]) == ["Реестр ОО"]


@pytest.mark.parametrize(("typed", "hits"), [({}, 1), ({"head_name_genitive": TYPED}, 0)])
def test_names_that_are_kept_apart(typed, hits):
    """The rule runs on the joined tables and points to the book of persons."""
    rows = found(made(CARD, {"head_name": RARE} | typed), "names.genitive")
    assert list(rows["tab"]) == ["Люди"] * hits
    assert "Ондар" not in " ".join(rows[["value", "message", "key"]].to_numpy().ravel())
