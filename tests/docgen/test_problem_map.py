"""The annex with the map of problems and solutions."""

import dataclasses
import datetime as dt

import pytest
from docx.oxml.ns import qn

from docgen.problem_map import MapData, MappedAspect, Solution, Solver, render_problem_map
from sync.resources import read_bytes
from tests.docgen.papers import is_fit_to_print, opened, rows, text

DAY = dt.date(2022, 3, 1)
DATA = MapData(
    project="Взаимообучение",
    municipality="Ермаковский район",
    year="2021–2022",
    organisations=("МБОУ «Первая»", "МБОУ «Вторая»", "МБДОУ «Третий»"),
    answered=2,
    aspects=(
        MappedAspect("Чтение", "педагогический", "дефицит", ((0, 1), (2, None)), ()),
        MappedAspect("ВСОКО", "управленческий", "есть у кого учиться", ((1, 2),), ((0, 3), (1, 1))),
    ),
    deficit="дефицит",
    solvers=(
        Solver("МБОУ «Первая»", ("8 (39138) 2-00-10", "a@b.example.ru"),
               (Solution("ВСОКО", "Календарь", "семинар", "завуч", "https://a.example.ru"),
                Solution("ВСОКО", None, None, None, None))),
    ),
)  # fmt: skip


def made(**changes):
    data = dataclasses.replace(DATA, **changes)
    return opened(render_problem_map(read_bytes("documents", "problem_map.docx"), data, DAY))


def colour(cell):
    return cell._tc.find(f".//{qn('w:shd')}").get(qn("w:fill"))


def test_the_matrix_shows_who_needs_and_who_offers():
    """A row an aspect, a column an ОО; marks with ranks, coloured; header rows repeated."""
    document = made()
    is_fit_to_print(document)
    matrix = document.tables[1]
    assert rows(matrix) == [
        ["Аспект", "МБОУ «Первая»", "МБОУ «Вторая»", "МБДОУ «Третий»"],
        ["Чтение", "Н1", "", "Н"],
        ["ВСОКО", "П3", "Н2 П1", ""],
    ]
    assert [colour(matrix.rows[1].cells[n]) for n in (1, 2, 3)] == ["FCE4D6", "FFFFFF", "FCE4D6"]
    assert [colour(matrix.rows[2].cells[n]) for n in (1, 2)] == ["E2EFDA", "FFF2CC"]
    assert matrix._tbl.xpath(".//w:tblHeader")
    assert matrix.rows[0].cells[1]._tc.xpath(".//w:textDirection")


@pytest.mark.parametrize(
    ("number", "widths"), [(1, [2]), (30, [31]), (31, [31, 2]), (75, [31, 31, 16])]
)
def test_a_wide_matrix_goes_on_in_further_tables(number, widths):
    """Thirty organisations a table, the aspects repeated in each."""
    names = tuple(f"ОО {n}" for n in range(number))
    aspects = (MappedAspect("Чтение", "педагогический", "дефицит", ((number - 1, 1),), ()),)
    document = made(organisations=names, aspects=aspects)
    parts = document.tables[1 : 1 + len(widths)]
    assert [len(part.columns) for part in parts] == widths
    assert rows(parts[-1])[1][-1] == "Н1"
    grid = [int(one.get(qn("w:w"))) for one in parts[0]._tbl.tblGrid]
    assert abs(sum(grid) - 14570) < 40, "the width of the text on a landscape page"
    assert ("организации с 1-й по 30-ю" in text(document)) == (len(widths) > 1)


def test_deficits_and_solutions_are_listed():
    """Who needs what nobody offers; practices with the official contacts and no persons."""
    document = made()
    assert rows(document.tables[2])[1:] == [
        ["Чтение", "педагогический", "2", "МБОУ «Первая»; МБДОУ «Третий»"]
    ]
    solutions = rows(document.tables[3])
    assert solutions[1][0].startswith("МБОУ «Первая». Контакты: 8 (39138) 2‑00‑10, a@b.example.ru")
    assert solutions[2] == ["ВСОКО", "Календарь", "семинар", "завуч", "https://a.example.ru"]
    assert "____" in solutions[3][1]
    assert "В карте 1 аспект без решения" in text(document)


def test_an_empty_map_says_so():
    """A district in which nobody filled anything has a map in words."""
    words = text(made(aspects=(), solvers=(), answered=0))
    assert "Дефицитов нет" in words
    assert "не описали ни одной практики" in words
    assert "их заполнили 0 из 3 ОО" in words
