"""Books checked by themselves: what needs no district is checked as in one."""

import shutil

import pytest

from sync.checking import check_books
from sync.demo import TODAY
from sync.folder import BOOKS
from tests.sync.people import OYA, found, go, type_into

SOUND = "МБОУ «Ермаковская СШ № 1».xlsx"


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    return found(tmp_path_factory.mktemp("checked") / "район")


def test_a_sound_book_is_told_nothing(district):
    """Aspects of the starting catalogue are known, the book agrees with itself."""
    assert check_books([district / BOOKS / SOUND], TODAY).findings.empty


def test_a_book_is_told_what_its_district_would_tell(district):
    """The findings are those of a pass over the book in its district."""
    alone = check_books([district / BOOKS / OYA], TODAY).findings
    whole = go(district).report.findings
    own = whole[(whole["org"] == "Ш-04") & (whole["outcome"] == "fails")]
    assert set(alone.loc[alone["outcome"] == "fails", "message"]) == set(own["message"])


def test_two_copies_of_one_book(district, tmp_path):
    """Copies with the same code are checked each under its own name."""
    for name in ("a.xlsx", "b.xlsx"):
        shutil.copy(district / BOOKS / OYA, tmp_path / name)
    type_into(tmp_path / "b.xlsx", "ТЗ-2 Заказ", "B6", "Хорошее")
    made = check_books([tmp_path / "a.xlsx", tmp_path / "b.xlsx"], TODAY)
    assert made.books == 2
    told = made.findings[made.findings["rule"] == "order.unknown_aspect"]
    assert list(told["name"]) == [str(tmp_path / "b.xlsx")]
