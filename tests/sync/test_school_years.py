"""School years over a district on disk: a year closes, books of the next are made, they compare."""

import datetime as dt

import pytest

from sync.cli import main
from sync.demo import FIRST, SECOND, begin_second_year
from sync.folder import ARCHIVE, BOOKS, COORDINATOR, DOCUMENTS, SUMMARY
from sync.intake import take_in
from sync.new_books import make_books
from sync.state import State
from sync.workbooks import read_book
from tests.sync.people import (
    OYA,
    copy,
    edit,
    files,
    go,
    opened,
    rows,
    silent,
    store,
    type_into,
)

OYA_NEW = "МБОУ «Ойская СШ» 2022-2023.xlsx"
LATER = SECOND.today


def set_year(folder, year):
    """Type the current school year into «Настройки», as the coordinator does."""

    def change(book):
        sheet = book["Настройки"]
        (cell,) = [row[1] for row in sheet.iter_rows() if row[0].value == "Текущий учебный год"]
        cell.value = year

    edit(folder / COORDINATOR, change)


def new_books(folder, today=LATER):
    """Do what `vzaimo forms` does."""
    state = State(folder / ".vzaimo")
    try:
        made = make_books(store(folder), state.books(), today, silent)
    finally:
        state.close()
    return [one.name.removeprefix(f"{BOOKS}/") for one in made]


def archived(folder, year="2021-2022"):
    """Give the files in the archive of a year by their names in the district."""
    mark = f"{ARCHIVE}/{year}/"
    return {n[len(mark) :]: c for n, c in files(folder).items() if n.startswith(mark)}


def test_a_year_closes_when_the_next_is_set(district):
    """The pass copies books, summary, answers and documents of the closed year, once."""
    before = files(district)
    set_year(district, "2022-2023")
    changed = (district / COORDINATOR).read_bytes()
    go(district, LATER)
    kept = archived(district)
    assert kept.pop(COORDINATOR) == changed
    assert kept == {name: before[name] for name in kept}
    assert {SUMMARY, f"{BOOKS}/{OYA}", f"{DOCUMENTS}/Соглашение.docx"} <= kept.keys()
    type_into(district / BOOKS / OYA, "Кадры", "C7", 1)
    go(district, LATER)
    assert archived(district) == kept | {COORDINATOR: changed}


def test_the_year_of_a_lost_state_is_read_from_the_summary(district):
    """Without the state, too, the year that ended is archived."""
    (district / ".vzaimo" / "state.sqlite").unlink()
    set_year(district, "2022-2023")
    go(district, LATER)
    assert SUMMARY in archived(district)


def test_a_year_set_back_archives_nothing(district):
    """A typing error in the year is no new year."""
    set_year(district, "2020-2021")
    go(district, LATER)
    assert archived(district) == {}


@pytest.mark.parametrize("year", ["2022–2023", "2022/23", "22-23", "2022 - 2023 уч. год"])
def test_a_year_as_people_write_it(district, year):
    """A dash, a slash, a short year: the same school year."""
    set_year(district, year)
    assert go(district, LATER).report.district.year.name == "2022-2023"
    assert archived(district)


@pytest.mark.parametrize("year", ["2022-2024", "следующий", None, 2022])
def test_a_year_that_cannot_be_read_changes_nothing(district, year):
    """The year of the last pass goes on; what was typed is told, nothing is archived."""
    set_year(district, "2022-2023")
    go(district, LATER)
    set_year(district, year)
    made = go(district, LATER).report
    assert made.district.year.name == "2022-2023"
    told = [row for row in rows(district) if row["ОО"] == "Координатор"]
    assert [row["Правило"] for row in told] == ([] if year is None else ["cell.unreadable"])


def test_last_years_dates_move_with_the_year(district):
    """Work of a year that has just begun is not late; dates typed for it stay."""
    set_year(district, "2022-2023")
    made = go(district, dt.date(2022, 9, 10)).report
    settings = made.district.settings
    assert settings["due_reserves"] == dt.date(2022, 12, 31)
    assert settings["deadline_questions"] == dt.date(2023, 1, 31)
    assert settings["deadline_group"] == dt.date(2021, 11, 30), "the project's own stays"
    states = made.monitoring.query("criterion in ('3', '4')")["state"]
    assert set(states) == {"в работе"}


def test_an_old_book_gives_only_what_lasts(district):
    """Until its book of the year is made an ОО is told so; its old order counts no more."""
    set_year(district, "2022-2023")
    made = go(district, LATER).report
    told = [row for row in rows(district) if row["Правило"] == "book.outdated"]
    assert len(told) == 5
    assert all("vzaimo forms" in row["Что исправить"] for row in told)
    assert made.district.lines.empty
    assert made.district.people["total"].notna().any()
    assert rows(district, "book.outdated") == told


def test_forms_makes_the_books_of_the_new_year(district):
    """A new book takes over what lasts as it was typed; the tabs of the year are empty."""
    type_into(district / BOOKS / OYA, "Кадры", "C7", "двадцать два")
    type_into(district / BOOKS / OYA, "Кадры", "G7", 0)
    set_year(district, "2022-2023")
    old = (district / BOOKS / OYA).read_bytes()
    assert OYA_NEW in new_books(district)
    assert (district / BOOKS / OYA).read_bytes() == old
    book = opened(district / BOOKS / OYA_NEW)
    assert book["Кадры"]["C7"].value == "двадцать два"
    assert book["Кадры"]["G7"].value == 0, "a zero is no empty cell"
    order = [row[1].value for row in book["ТЗ-2 Заказ"].iter_rows()]
    assert not any(order[order.index("Аспект") + 1 :])
    practices = [row[0].value for row in book["Практики"].iter_rows(min_row=5) if row[0].value]
    assert "Подготовка обучающихся к ОГЭ" in practices
    values = {row[0].value: row[1].value for row in book["Паспорт ОО"].iter_rows()}
    assert values["Учебный год"] == "2022-2023"
    assert values["Код"] == "Ш-04"
    assert new_books(district) == []


@pytest.mark.parametrize("forms_first", [False, True])
def test_new_books_end_the_old_ones(district, forms_first):
    """The new book counts, in whichever order pass and `vzaimo forms` come; the years compare."""
    set_year(district, "2022-2023")
    if not forms_first:
        go(district, LATER)
    new_books(district)
    for path in sorted((district / BOOKS).glob("МБОУ*2022-2023.xlsx"))[:3]:
        type_into(path, "ТЗ-2 Заказ", "B6", "Смешанное обучение")
    made = go(district, LATER).report
    told = {
        r["Состояние"] for r in rows(district) if r["Правило"] in ("book.outdated", "book.second")
    }
    assert told <= {"исправлено"}
    assert list(made.district.lines["text"]) == ["Смешанное обучение"] * 3
    assert made.compared_with.name == "2021-2022"
    changed = made.comparison.set_index("title")["what"]
    assert changed["Смешанное обучение"] == "новый дефицит"
    assert changed["Формирование читательской грамотности обучающихся"] == "проблема ушла"


def test_events_of_the_closed_year_count_on(district):
    """What was held in the closed year still counts for criterion 6 of the project."""
    before = go(district, FIRST.today + dt.timedelta(days=1)).report
    set_year(district, "2022-2023")
    new_books(district)
    after = go(district, LATER).report
    assert len(after.district.all_events) == len(before.district.events)
    held = before.monitoring.query("criterion == '6' and org == 'Ш-04'")["indicator"].item()
    assert after.monitoring.query("criterion == '6' and org == 'Ш-04'")["indicator"].item() == held


def test_second_year_of_the_demo(passed, tmp_path):
    """The demo's second year repeats to the byte, and is refused over somebody's typing."""
    made = []
    for name in ("a", "b"):
        folder = copy(passed, tmp_path / name)
        begin_second_year(store(folder), 5, silent)
        begin_second_year(store(folder), 5, silent)
        result = go(folder, LATER)
        assert result.complete
        made.append(files(folder))
    assert made[0] == made[1]
    assert result.report.compared_with.name == "2021-2022"


def test_second_year_does_not_write_over_typing(passed, tmp_path, capsys):
    """A demo in which somebody typed into the coordinator's book keeps it."""
    folder = copy(passed, tmp_path / "район")
    set_year(folder, "2021-2022")
    typed = (folder / COORDINATOR).read_bytes()
    with pytest.raises(SystemExit) as stopped:
        main(["demo", str(folder), "--organisations", "5", "--second-year"])
    assert stopped.value.code == 2
    assert "меняли" in capsys.readouterr().err
    assert (folder / COORDINATOR).read_bytes() == typed


def test_an_unreadable_book_in_the_archive_is_told(district):
    """A broken file in the archive costs the comparison with it, and nothing else."""
    set_year(district, "2022-2023")
    go(district, LATER)
    (district / ARCHIVE / "2021-2022" / BOOKS / OYA).write_bytes(b"rubbish")
    result = go(district, LATER)
    assert f"{ARCHIVE}/2021-2022/{BOOKS}/{OYA}" in result.unreadable
    assert result.report is not None
    assert take_in(store(district), store(district).entries(), {}, {}, LATER, silent).unreadable
    assert read_book((district / SUMMARY).read_bytes(), SUMMARY)
