"""Passes over a district on disk: repeated, copied, with the state lost, with books broken."""

import datetime as dt
import io
import shutil

import docx
import pytest

from sync.demo import TODAY
from sync.folder import ANSWERS, BOOKS, COORDINATOR, DOCUMENTS, SUMMARY, TEMPLATES
from sync.passes import PassError
from sync.resources import read_bytes
from tests.sync.people import (
    OYA,
    answer_rows,
    copy,
    edit,
    explain,
    files,
    go,
    opened,
    people_files,
    rows,
    type_into,
)

DAY = dt.timedelta(days=1)
RULE = "staffing.attested_under"


def question(folder, day=TODAY):
    """Make Ойская СШ give rise to a question: less attested than without category."""
    book = folder / BOOKS / OYA
    type_into(book, "Кадры", "C7", 7)
    type_into(book, "Кадры", "F7", 0)
    go(folder, day)
    (row,) = rows(folder, RULE)
    return row


def test_second_pass_writes_nothing_and_says_so(district):
    """Nothing changed: the pass ends after the listing."""
    before = files(district)
    result = go(district)
    assert result.report is None
    assert result.parsed == 0
    assert files(district) == before


def test_copied_district_is_the_same(district, tmp_path):
    """A district copied to another path ends its pass after the listing, too."""
    other = copy(district, tmp_path / "elsewhere" / "район")
    before = files(other)
    result = go(other)
    assert result.report is None
    assert files(other) == before


def test_people_own_their_books(district):
    """No pass changes a byte of what people own."""
    before = people_files(district)
    question_day = TODAY + DAY
    go(district, question_day)
    assert people_files(district) == before


def test_state_lost_changes_nothing(district):
    """With .vzaimo deleted the next pass of the day rebuilds all, and rewrites nothing."""
    question(district)
    explain(district, OYA, RULE, "Срок аттестации наступит в мае")
    go(district)
    before, told = files(district), rows(district)
    shutil.rmtree(district / ".vzaimo")
    result = go(district)
    assert result.published.written == []
    assert files(district) == before
    assert rows(district) == told


def test_state_lost_keeps_dates_and_explanations_on_a_later_day(district):
    """The days on which findings began are read back from the summary."""
    question(district)
    key = explain(district, OYA, RULE, "Срок аттестации наступит в мае")
    go(district)
    shutil.rmtree(district / ".vzaimo")
    agreement = (district / DOCUMENTS / "Соглашение.docx").read_bytes()
    go(district, TODAY + 3 * DAY)
    (row,) = rows(district, RULE)
    assert (district / DOCUMENTS / "Соглашение.docx").read_bytes() == agreement
    assert row["Состояние"] == "объяснено"
    assert row["С какого дня"] == TODAY
    assert answer_rows(district, OYA)[key] == "Срок аттестации наступит в мае"


def test_explanation_closes_a_question_until_the_values_change(district):
    """A question is explained, opened anew by new values, and explained again by new words."""
    question(district)
    key = explain(district, OYA, RULE, "Двое в отпуске")
    go(district)
    assert rows(district, RULE)[0]["Состояние"] == "объяснено"
    type_into(district / BOOKS / OYA, "Кадры", "G7", 5)
    go(district, TODAY + DAY)
    (row,) = rows(district, RULE)
    assert row["Состояние"] == "осталось"
    assert answer_rows(district, OYA)[key] == "Двое в отпуске"
    shutil.rmtree(district / ".vzaimo")
    go(district, TODAY + DAY)
    assert rows(district, RULE)[0]["Состояние"] == "осталось", "an old text is no new explanation"
    explain(district, OYA, RULE, "Теперь двое в отпуске")
    go(district, TODAY + DAY)
    assert rows(district, RULE)[0]["Состояние"] == "объяснено"


def test_emptied_cell_revokes_the_explanation(district):
    """An explanation that was deleted no longer holds."""
    question(district)
    explain(district, OYA, RULE, "Двое в отпуске")
    go(district)
    explain(district, OYA, RULE, None)
    go(district)
    assert rows(district, RULE)[0]["Состояние"] == "новое"


def test_explanation_survives_its_finding(district):
    """A row that carries an explanation is kept, marked as no longer to the point."""
    question(district)
    key = explain(district, OYA, RULE, "Двое в отпуске")
    go(district)
    type_into(district / BOOKS / OYA, "Кадры", "F7", 1)
    go(district, TODAY + DAY)
    assert rows(district, RULE)[0]["Состояние"] == "исправлено"
    go(district, TODAY + 10 * DAY)
    (row,) = rows(district, RULE)
    assert row["Состояние"] == "неактуально"
    assert answer_rows(district, OYA)[key] == "Двое в отпуске"


def test_sorted_rows_keep_their_explanations(district):
    """Whoever sorts the rows of an answer moves keys and explanations together."""
    question(district)
    key = explain(district, OYA, RULE, "Двое в отпуске")

    def reverse(book):
        sheet = book["Проверка"]
        first = next(r for r in range(1, 60) if sheet.cell(r, 1).value == "Важность") + 1
        last = next(r for r in range(first, 200) if sheet.cell(r, 1).value is None) - 1
        table = sheet.iter_rows(min_row=first, max_row=last)
        values = [[c.value for c in row] for row in table]
        for number, row in enumerate(reversed(values)):
            for column, value in enumerate(row, start=1):
                sheet.cell(first + number, column).value = value

    edit(district / ANSWERS / OYA, reverse)
    go(district)
    assert answer_rows(district, OYA)[key] == "Двое в отпуске"
    assert rows(district, RULE)[0]["Состояние"] == "объяснено"


def test_explanations_follow_an_organisation_to_its_new_name(district):
    """After a renaming the answer gets a new file; the old one can bring nothing back."""
    question(district)
    key = explain(district, OYA, RULE, "Двое в отпуске")
    go(district)

    def rename(book):
        for row in book["Реестр ОО"].iter_rows():
            if row[0].value == "Ш-04":
                row[1].value = "МБОУ «Ойская школа»"

    edit(district / COORDINATOR, rename)
    go(district)
    new = "МБОУ «Ойская школа».xlsx"
    assert answer_rows(district, new)[key] == "Двое в отпуске"
    explain(district, new, RULE, "Теперь трое")
    go(district)
    assert answer_rows(district, new)[key] == "Теперь трое"
    explain(district, new, RULE, None)
    go(district)
    go(district, TODAY + DAY)
    assert answer_rows(district, new)[key] == ""
    assert answer_rows(district, OYA)[key] == "Двое в отпуске"


def test_deleted_answer_comes_back_with_its_explanations(district):
    """The worker's book is rebuilt from the state, explanations included."""
    question(district)
    key = explain(district, OYA, RULE, "Двое в отпуске")
    go(district)
    (district / ANSWERS / OYA).unlink()
    go(district)
    assert answer_rows(district, OYA)[key] == "Двое в отпуске"


def test_states_follow_a_finding_through_the_days(district):
    """новое on its first day, осталось after it, исправлено for seven days, then gone."""
    rule = "staffing.categories_sum"

    def states():
        return [(r["Состояние"], r["С какого дня"]) for r in rows(district, rule)]

    assert states() == [("новое", TODAY)]
    go(district, TODAY + DAY)
    assert states() == [("осталось", TODAY)]
    type_into(district / BOOKS / OYA, "Кадры", "C7", 7)
    go(district, TODAY + 2 * DAY)
    assert states() == [("исправлено", TODAY)]
    go(district, TODAY + 8 * DAY)
    assert states() == [("исправлено", TODAY)]
    go(district, TODAY + 9 * DAY)
    assert states() == []


def test_date_of_the_data_is_that_of_the_last_change(district):
    """A tab whose content did not change keeps its date; one whose content did gets today's."""

    def dates():
        book = opened(district / SUMMARY)
        return {sheet.title: sheet["A2"].value for sheet in book if sheet.title != "Списки"}

    go(district, TODAY + DAY)
    changed = {
        "Замечания",  # «новое» became «осталось»
        "Мониторинг",  # a day less is left
    }
    assert dates() == {tab: f"Данные на 0{2 if tab in changed else 1}.03.2022." for tab in dates()}


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04", b"just text", b"\xd0\xcf\x11\xe0"])
def test_unreadable_book_keeps_its_last_data(district, broken):
    """A book that can't be read keeps its data, with their date, and hurts no other."""
    figures = {row["ОО"]: row for row in staffing(district)}
    (district / BOOKS / OYA).write_bytes(broken)
    result = go(district, TODAY + DAY)
    assert list(result.unreadable) == [f"{BOOKS}/{OYA}"]
    assert not result.complete
    assert {row["ОО"]: row for row in staffing(district)} == figures
    (row,) = rows(district, "book.unreadable")
    assert "прочитанные 01.03.2022" in row["Что исправить"]


def staffing(folder):
    return [row | {"ОО": row["ОО"]} for row in rows(folder, tab="Кадры")]


def test_unreadable_book_without_last_data_has_no_figures(district):
    """Without any earlier data a broken book gives «нет данных»."""
    shutil.rmtree(district / ".vzaimo")
    (district / BOOKS / OYA).write_bytes(b"broken")
    go(district)
    (row,) = (row for row in staffing(district) if row["ОО"] == "МБОУ «Ойская СШ»")
    assert row["КК"] == "нет данных"


def test_book_that_is_gone_keeps_its_last_data(district):
    """A book that was moved away is told, its last data stay; it comes back as if never gone."""
    moved = (district / BOOKS / OYA).rename(district.parent / OYA)
    go(district)
    (row,) = rows(district, "book.missing")
    assert "прочитанные 01.03.2022" in row["Что исправить"]
    (own,) = (row for row in staffing(district) if row["ОО"] == "МБОУ «Ойская СШ»")
    assert own["Поб"] == 22
    moved.rename(district / BOOKS / OYA)
    go(district)
    assert rows(district, "book.missing")[0]["Состояние"] == "исправлено"


def test_two_books_of_one_organisation(district):
    """The book with the name it was made with is read, the other is named in a finding."""
    shutil.copy(district / BOOKS / OYA, district / BOOKS / "копия Ойская.xlsx")
    go(district)
    (row,) = rows(district, "book.second")
    assert "копия Ойская.xlsx" in row["Что исправить"]
    (own,) = (row for row in staffing(district) if row["ОО"] == "МБОУ «Ойская СШ»")
    assert own["Поб"] == 22


def test_book_named_in_the_registry_wins(district):
    """Of two books the one that the Реестр names is read, whatever it is called."""
    shutil.copy(district / BOOKS / OYA, district / BOOKS / "новая.xlsx")
    type_into(district / BOOKS / "новая.xlsx", "Кадры", "B7", 23)

    def name_it(book):
        sheet = book["Реестр ОО"]
        header = {c.value: c.column for row in sheet.iter_rows(max_row=6) for c in row}
        for row in sheet.iter_rows():
            if row[0].value == "Ш-04":
                sheet.cell(row[0].row, header["Книга (файл)"]).value = "новая.xlsx"

    edit(district / COORDINATOR, name_it)
    go(district)
    (own,) = (row for row in staffing(district) if row["ОО"] == "МБОУ «Ойская СШ»")
    assert own["Поб"] == 23


def test_book_of_a_stranger(district):
    """A book whose code and name no organisation has is told and read by nobody."""
    shutil.copy(district / BOOKS / OYA, district / BOOKS / "чужая.xlsx")
    type_into(district / BOOKS / "чужая.xlsx", "Паспорт ОО", "B5", "Ш-99")
    type_into(district / BOOKS / "чужая.xlsx", "Паспорт ОО", "B6", "Ш-99")
    go(district)
    (row,) = rows(district, "book.unregistered")
    assert "чужая.xlsx" in row["Что исправить"]


def test_lock_files_are_no_books(district):
    """The lock files of Excel and LibreOffice beside the books are passed over."""
    before = rows(district)
    (district / BOOKS / f"~${OYA}").write_bytes(b"lock")
    (district / BOOKS / f".~lock.{OYA}#").write_bytes(b"lock")
    assert go(district).report is None
    assert rows(district) == before


@pytest.mark.parametrize("lock", ["~${}", ".~lock.{}#"])
def test_open_summary_is_left_for_the_next_pass(district, lock):
    """A summary that somebody has open is not touched; the rest of the pass is done."""
    name = district / lock.format(SUMMARY)
    name.write_bytes(b"lock")
    before = (district / SUMMARY).read_bytes()
    type_into(district / BOOKS / OYA, "Кадры", "C7", 7)
    result = go(district)
    assert result.published.open == [SUMMARY]
    assert not result.complete
    assert (district / SUMMARY).read_bytes() == before
    assert f"{ANSWERS}/{OYA}" in result.published.written
    name.unlink()
    assert go(district).complete
    assert (district / SUMMARY).read_bytes() != before


def test_typing_beside_the_marked_columns_is_kept_in_a_copy(district):
    """What somebody typed into the worker's cells is copied, told, and put back."""
    type_into(district / SUMMARY, "Кадры", "C8", 999)
    result = go(district)
    (row,) = rows(district, "book.typed_over")
    assert SUMMARY.removesuffix(".xlsx") in row["Что исправить"]
    (copied,) = (district / ".vzaimo" / "copies").iterdir()
    assert opened(copied)["Кадры"]["C8"].value == 999
    assert str(copied) in result.published.copies[0]
    assert opened(district / SUMMARY)["Кадры"]["C8"].value != 999


def test_explanation_alone_needs_no_copy(district):
    """Typing in the marked column is no reason for a copy or a finding."""
    question(district)
    explain(district, OYA, RULE, "Двое в отпуске")
    go(district)
    assert not (district / ".vzaimo" / "copies").exists()
    assert rows(district, "book.typed_over") == []


def test_dry_run_writes_nothing_and_tells_the_differences(district):
    """A dry run names the cells that would change, and leaves every byte as it was."""
    type_into(district / BOOKS / OYA, "Кадры", "C7", 7)
    before = files(district)
    state = (district / ".vzaimo" / "state.sqlite").read_bytes()
    result = go(district, dry_run=True)
    assert files(district) == before
    assert (district / ".vzaimo" / "state.sqlite").read_bytes() == state
    assert "«Кадры»" in result.published.differences[SUMMARY]
    assert result.published.written == []


def test_an_earlier_day_is_refused_but_for_a_dry_run(district):
    """A pass for a day before the last one would spoil the history."""
    with pytest.raises(PassError, match=r"01\.03\.2022"):
        go(district, TODAY - DAY)
    assert go(district, TODAY - DAY, dry_run=True).report is not None


def test_broken_state_is_set_aside(district):
    """A state that won't open is kept under another name and rebuilt; nothing else is lost."""
    question(district)
    explain(district, OYA, RULE, "Двое в отпуске")
    go(district)
    before = files(district)
    (district / ".vzaimo" / "state.sqlite").write_bytes(b"not a database at all" * 100)
    go(district)
    assert files(district) == before
    assert [p.name for p in (district / ".vzaimo").glob("*broken*")] == ["state-broken-1.sqlite"]


def test_only_what_changed_is_read_and_written(district):
    """One changed book: one file parsed; the answers, its papers and the summary written."""
    type_into(district / BOOKS / OYA, "Паспорт ОО", "B9", "ДОУ")
    result = go(district)
    assert result.parsed == 1
    answers = {f"{ANSWERS}/{name}" for name in names(district)}
    papers = {f"{DOCUMENTS}/{path.name}" for path in (district / DOCUMENTS).glob("*Ойская*")}
    assert set(result.published.written) <= {SUMMARY, *answers, *papers}
    assert f"{ANSWERS}/{OYA}" in result.published.written


def names(folder):
    return [path.name for path in (folder / ANSWERS).iterdir()]


def test_without_the_coordinators_book_there_is_no_pass(district):
    """No Реестр, no pass: the message says what to do."""
    (district / COORDINATOR).unlink()
    with pytest.raises(PassError, match="Координатор"):
        go(district)


@pytest.mark.parametrize("change", ["no tab", "no headers", "no rows"])
def test_without_organisations_nothing_is_touched(district, change):
    """A Реестр that says nothing stops the pass before it could empty the summary."""
    before = files(district)

    def spoil(book):
        if change == "no tab":
            del book["Реестр ОО"]
        else:
            book["Реестр ОО"].delete_rows(1 if change == "no headers" else 4, 60)

    edit(district / COORDINATOR, spoil)
    with pytest.raises(PassError, match="ни одной организации"):
        go(district)
    assert {**files(district), COORDINATOR: b""} == {**before, COORDINATOR: b""}


def test_coordinators_book_broken_keeps_its_last_data(district):
    """A coordinator's book that can't be read now: the pass goes on with what it last said."""
    (district / COORDINATOR).write_bytes(b"broken")
    result = go(district)
    assert list(result.unreadable) == [COORDINATOR]
    assert len(result.report.district.organisations) == 5


AGREEMENT = f"{DOCUMENTS}/Соглашение.docx"


def test_document_changed_by_hand_is_kept_in_a_copy(district):
    """A draft that somebody edited in Word is copied before the program writes its own again."""
    mine = (district / AGREEMENT).read_bytes() + b"edited"
    (district / AGREEMENT).write_bytes(mine)
    go(district)
    (copied,) = (district / ".vzaimo" / "copies").iterdir()
    assert copied.read_bytes() == mine
    assert (district / AGREEMENT).read_bytes() != mine
    assert len(rows(district, "book.typed_over")) == 1


def test_broken_template_costs_only_its_document(district):
    """A template that is no document is told; the rest of the pass is done."""
    before = (district / AGREEMENT).read_bytes()
    (district / TEMPLATES).mkdir()
    (district / TEMPLATES / "Соглашение.docx").write_bytes(b"no document")
    type_into(district / BOOKS / OYA, "Кадры", "C7", 7)
    result = go(district)
    assert "Word" in result.broken_templates["Соглашение.docx"]
    assert not result.complete
    assert SUMMARY in result.published.written
    assert (district / AGREEMENT).read_bytes() == before


def test_districts_own_template_wins(district):
    """A template in «Шаблоны» is used instead of the built-in one, from the next pass on."""
    own = docx.Document(io.BytesIO(read_bytes("documents", "agreement.docx")))
    own.paragraphs[0].runs[0].text = "СОГЛАШЕНИЕ РАЙОНА"
    (district / TEMPLATES).mkdir()
    own.save(str(district / TEMPLATES / "Соглашение.docx"))
    go(district)
    made = docx.Document(str(district / AGREEMENT))
    assert made.paragraphs[0].text == "СОГЛАШЕНИЕ РАЙОНА"
