"""What somebody sees who opens the summary or an answer for the first time."""

import csv
import re
from urllib.parse import unquote

import docx
import pytest

from sync.folder import ANSWERS, DOCUMENTS, SUMMARY
from sync.resources import read_text
from sync.workbooks import read_book
from tests.docgen.papers import text
from tests.sync.people import OYA, found, go, opened

SILENT = "МБОУ _Араданская ОШ_.xlsx"


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    """The whole demo after its first pass."""
    folder = found(tmp_path_factory.mktemp("looked at") / "район", 29)
    go(folder)
    return folder


def cells(path, tab):
    """Give the rows of a tab as plain values."""
    (grid,) = [g for g in read_book(path.read_bytes(), path.name) if g.title == tab]
    return [[None if value in ("", " ") else value for value in row] for row in grid.rows]


def block(rows, heading):
    """Give the rows of a block under its heading, its own header first."""
    begin = next(n for n, row in enumerate(rows) if row[0] == heading) + 1
    block_rows = []
    for row in rows[begin:]:
        filled = [value for value in row if value is not None]
        if not filled:
            break
        block_rows.append(filled)
    return block_rows


def headings(rows):
    """Give the texts that stand alone in their rows."""
    return [row[0] for row in rows if row[0] and all(value is None for value in row[1:])]


WAITING = ["Карта проблем", "Аспекты на разборе", "Взаимообучение", "Совместный план", "Документы",
           "Подписание"]  # fmt: skip


def test_the_overview_begins_with_what_waits(district):
    """First the decisions that wait, then whom to remind, then the district at a glance."""
    rows = cells(district / SUMMARY, "Обзор")
    assert headings(rows)[2:5] == [
        "Ждут вашего решения",
        "Кому напомнить",
        "Район с одного взгляда",
    ]
    waiting = block(rows, "Ждут вашего решения")
    assert [row[2] for row in waiting[1:]] == WAITING


def test_what_waits_links_to_the_cell_to_fill(district):
    """Each link leads to an empty yellow cell of its tab."""
    book = opened(district / SUMMARY)
    sheet = book["Обзор"]
    links = {cell.value: cell.hyperlink.location for row in sheet.iter_rows(max_row=15)
             for cell in row if cell.hyperlink}  # fmt: skip
    assert set(links) == set(WAITING)
    for tab, place in links.items():
        title, address = re.fullmatch(r"'(.+)'!(\w+)", place).groups()
        cell = book[title][address]
        assert title == tab
        assert cell.value is None
        assert not cell.protection.locked


def test_reminders_are_ready_to_send(district):
    """The latest first, each with a mailbox and a whole letter."""
    rows = block(cells(district / SUMMARY, "Обзор"), "Кому напомнить")[1:]
    late = [row[1] for row in rows]
    assert late == sorted(late, reverse=True)
    for name, _, number, mailbox, letter in rows:
        assert "@" in mailbox
        assert letter.startswith("Здравствуйте! Напоминаем о проекте")
        assert name in letter
        assert letter.count(";") == number - 1
        assert letter.endswith("Спасибо!")


def test_an_answer_begins_with_what_to_do(district):
    """At most five things, what is late first; then the documents."""
    rows = cells(district / ANSWERS / SILENT, "Проверка")
    tasks = block(rows, "Что сделать сейчас")
    assert tasks[0] == [f"Это самое срочное; всего дел: {9}."]
    assert tasks[1] == ["Срок", "Вкладка", "Что сделать"]
    assert len(tasks) == 7
    assert all(row[0].startswith("просрочено (до ") for row in tasks[2:])
    papers = block(rows, "Ваши документы")
    assert [row[0] for row in papers[1:5]] == [
        "Соглашение",
        "Карта проблем и эффективных решений",
        "План совместных мероприятий",
        "Методические рекомендации",
    ]
    assert rows[0][0].startswith("Проверка: ")
    assert [
        h for h in headings(rows) if h in ("Что сделать сейчас", "Ваши документы", "Замечания")
    ] == [
        "Что сделать сейчас",
        "Ваши документы",
        "Замечания",
    ]


def test_findings_lead_into_the_book(district):
    """What is wrong has its cell, a link into the ОО's own book, and the yellow cell last."""
    sheet = opened(district / ANSWERS / OYA)["Проверка"]
    header = next(row for row in sheet.iter_rows() if row[0].value == "Важность")
    titles = [cell.value for cell in header if cell.value]
    assert titles[:2] == ["Важность", "Исход"]
    assert titles[titles.index("ключ") - 1] == "Пояснение"
    cell = sheet[header[0].row + 1][titles.index("Ячейка")]
    assert cell.value == "C7"
    assert unquote(cell.hyperlink.target) == rf"..\Организации\{OYA}"
    assert cell.hyperlink.location == "'Кадры'!C7"


def surnames():
    """Give the surnames of all persons of the demo."""
    names = set()
    for row in csv.DictReader(read_text("demo", "organisations.csv").splitlines()):
        for field in ("head_name", "curator_name", "moderator_name", "specialist_name"):
            names.update(row[field].split()[:1])
    for row in csv.DictReader(read_text("demo", "practices.csv").splitlines(keepends=True)):
        names.update(row["author"].split()[:1])
    return {name.strip(",") for name in names if len(name) > 3}


def test_no_person_is_named_outside_of_books_and_papers(district):
    """Neither the summary nor an answer nor the map carries a name; the papers do."""
    assert len(surnames()) > 40
    known = re.compile(rf"\b({'|'.join(map(re.escape, sorted(surnames())))})\b")
    for path in (district / SUMMARY, *(district / ANSWERS).iterdir()):
        for grid in read_book(path.read_bytes(), path.name):
            texts = [str(value) for row in grid.rows for value in row if isinstance(value, str)]
            assert not [one for one in texts if known.search(one)], (path.name, grid.title)
    year = "2021-2022"
    papers = district / DOCUMENTS
    assert not known.search(
        text(docx.Document(papers / f"Карта проблем и эффективных решений {year}.docx"))
    )
    assert known.search(text(docx.Document(papers / f"Методические рекомендации {year}.docx")))


def test_nothing_to_do_is_said(tmp_path):
    """Who has done all reads so."""
    folder = found(tmp_path / "район", 2)
    go(folder)
    tasks = block(cells(folder / ANSWERS / "МБОУ «Ермаковская СШ № 1».xlsx", "Проверка"),
                  "Что сделать сейчас")  # fmt: skip
    assert tasks == [["Сейчас делать нечего: всё заполнено и сходится, спасибо."]]
