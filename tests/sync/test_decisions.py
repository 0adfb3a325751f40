"""Decisions of the coordinator, typed into the summary: kept by key, whatever else happens."""

import datetime as dt
import shutil
import sqlite3

import docx
import pytest

from rules.decisions import document_key, joint_key, signing_key
from sync.demo import TODAY
from sync.folder import BOOKS, COORDINATOR, DOCUMENTS, SUMMARY
from tests.docgen.papers import text
from tests.sync.people import (
    OYA,
    copy,
    decide,
    edit,
    files,
    go,
    opened,
    rows,
    type_into,
)

DAY = dt.timedelta(days=1)
YEAR = "2021-2022"
JOINT = "Совместный вопрос"
READING, RAS = joint_key(YEAR, "PED-FG-01"), joint_key(YEAR, "PED-OV-02")
PLAN = document_key(YEAR, "plan", "", 1)
PLAN_FILE = "План совместных мероприятий 2021-2022"
SIGNED = signing_key("Ш-04", "agreement")


def row_of(folder, tab, key):
    """Give the row of a table of the summary by its key."""
    (row,) = [row for row in rows(folder, tab=tab) if row["ключ"] == key]
    return row


def decided(folder):
    """Type decisions into every marked column of the summary; make the pass that hears them."""
    decide(folder, "Карта проблем", JOINT, {READING: "да", RAS: "нет"})
    decide(folder, "Подписание", "Получено, дата", {SIGNED: dt.datetime(2021, 12, 10)})
    decide(folder, "Документы", "Статус", {PLAN: "на подписи"})
    decide(folder, "Документы", "Рег. №", {PLAN: "17-п"})
    return go(folder)


def test_decisions_count_from_the_next_pass_on(district):
    """A joint question leads the recommendations, a signature fulfils criterion 2б."""
    report = decided(district).report
    assert report.district.joint_aspects == {"PED-FG-01"}
    state = report.monitoring.query("org == 'Ш-04' and criterion == '2б'")["state"].item()
    assert state == "выполнено"
    file = district / DOCUMENTS / "Методические рекомендации 2021-2022.docx"
    assert "обучающихся (совместный вопрос)" in text(docx.Document(file))
    assert row_of(district, "Карта проблем", READING)[JOINT] == "да"
    assert row_of(district, "Документы", PLAN)["Рег. №"] == "17-п"


def test_decisions_survive_a_second_pass_and_a_lost_state(district):
    """Nothing is rewritten; without the state the decisions are read from the summary."""
    decided(district)
    before = files(district)
    assert go(district).report is None
    shutil.rmtree(district / ".vzaimo")
    assert go(district).published.written == []
    assert files(district) == before
    assert go(district, TODAY + DAY).report.district.joint_aspects == {"PED-FG-01"}


def test_a_copied_district_decides_alike(district, tmp_path):
    """A copy without the state goes on to the byte like the district itself."""
    decided(district)
    other = copy(district, tmp_path / "elsewhere" / "район", state=False)
    type_into(district / BOOKS / OYA, "ТЗ-2 Заказ", "B8", "Смешанное обучение")
    shutil.copy(district / BOOKS / OYA, other / BOOKS / OYA)
    for folder in (district, other):
        go(folder, TODAY + DAY)
    assert files(district) == files(other)


def test_decisions_move_with_their_rows(district):
    """When the order of the rows changes each decision stays with its aspect."""
    decided(district)
    before = [row["ключ"] for row in rows(district, tab="Карта проблем")]
    for book in sorted((district / BOOKS).iterdir()):
        type_into(
            book, "ТЗ-2 Заказ", "B6", "Обучение детей с расстройствами аутистического спектра"
        )
    go(district, TODAY + DAY)
    table = rows(district, tab="Карта проблем")
    assert [row["ключ"] for row in table] != before
    assert {row["ключ"]: row[JOINT] for row in table if row[JOINT]} == {READING: "да", RAS: "нет"}


def test_a_sorted_tab_keeps_its_decisions(district):
    """Whoever sorts the rows of the map moves the keys along."""
    decided(district)

    def turn_round(book):
        sheet = book["Карта проблем"]
        first = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Аспект") + 1
        values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]
        for number, row in enumerate(reversed(values)):
            for column, value in enumerate(row, start=1):
                sheet.cell(first + number, column, value)

    edit(district / SUMMARY, turn_round)
    go(district)
    assert row_of(district, "Карта проблем", READING)[JOINT] == "да"
    assert row_of(district, "Карта проблем", RAS)[JOINT] == "нет"


def test_a_row_that_is_gone_keeps_its_decision(district):
    """When nobody names the aspect its row stays, marked; when it is back the decision holds."""
    decided(district)
    orders = {path: path.read_bytes() for path in (district / BOOKS).iterdir()}
    for path in orders:
        change_everywhere(path, "итательск", "Смешанное обучение")
    made = go(district, TODAY + DAY).report
    row = row_of(district, "Карта проблем", READING)
    assert row["Аспект"].endswith("(неактуально)")
    assert row[JOINT] == "да"
    assert "decision.gone" in set(made.findings["rule"])
    for path, content in orders.items():
        path.write_bytes(content)
    go(district, TODAY + 2 * DAY)
    back = row_of(district, "Карта проблем", READING)
    assert (back["Аспект"], back[JOINT]) == (
        "Формирование читательской грамотности обучающихся",
        "да",
    )


def change_everywhere(path, words, value):
    """Replace every cell of «ТЗ-2 Заказ» that holds `words`."""

    def change(book):
        for row in book["ТЗ-2 Заказ"].iter_rows():
            for cell in row:
                if (
                    isinstance(cell.value, str)
                    and words in cell.value
                    and "Рейтинг" not in cell.value
                ):
                    cell.value = value

    edit(path, change)


def test_an_emptied_cell_revokes(district):
    """A decision that was deleted no longer holds, and the history knows both."""
    decided(district)
    decide(district, "Карта проблем", JOINT, {READING: None})
    assert go(district).report.district.joint_aspects == frozenset()
    with sqlite3.connect(district / ".vzaimo" / "state.sqlite") as base:
        changes = base.execute("select old, new from changes where key = ? order by id", (READING,))
        assert changes.fetchall() == [("", "да"), ("да", "")]
    base.close()


@pytest.mark.parametrize(
    ("tab", "column", "key", "value"),
    [
        ("Карта проблем", JOINT, READING, "наверное"),
        ("Подписание", "Получено, дата", SIGNED, "на той неделе"),
        ("Документы", "Статус", PLAN, "почти подписан"),
        ("Документы", "Дата", PLAN, "32.01.2022"),
        ("Документы", "Скан (ссылка)", PLAN, "у секретаря"),
    ],
)
def test_what_cannot_be_read_is_told_and_kept(district, tab, column, key, value):
    """A typing error in a marked cell stays as typed and becomes one finding of the coordinator."""
    decide(district, tab, column, {key: value})
    made = go(district).report
    told = made.findings[made.findings["rule"] == "decision.unreadable"]
    assert told[["org", "tab", "value"]].values.tolist() == [["", tab, value]]
    assert row_of(district, tab, key)[column] == value


def test_a_deleted_tab_comes_back_with_its_decisions(district):
    """A tab of the summary that somebody deleted is drawn again, decisions included."""
    decided(district)
    edit(district / SUMMARY, lambda book: book.remove(book["Карта проблем"]))
    go(district)
    assert row_of(district, "Карта проблем", READING)[JOINT] == "да"


def test_a_renamed_tab_is_heard(district):
    """What somebody decided in a tab that was renamed counts; the tab comes back by its name."""

    def rename(book):
        book["Карта проблем"].title = "Карта (черновик)"

    decide(district, "Карта проблем", JOINT, {READING: "да"})
    edit(district / SUMMARY, rename)
    assert go(district).report.district.joint_aspects == {"PED-FG-01"}
    assert row_of(district, "Карта проблем", READING)[JOINT] == "да"


def test_a_deleted_summary_comes_back_with_its_decisions(district):
    """The whole summary is rebuilt from the state."""
    decided(district)
    (district / SUMMARY).unlink()
    go(district)
    assert row_of(district, "Карта проблем", READING)[JOINT] == "да"
    assert row_of(district, "Документы", PLAN)["Статус"] == "на подписи"


# --- documents --------------------------------------------------------------------------------


def change_plan(folder):
    type_into(folder / BOOKS / OYA, "План ОО", "C5", "Круглый стол «Вместе»")


def test_a_draft_follows_the_data(district):
    """A document that nobody signs yet is made anew when its data change."""
    before = (district / DOCUMENTS / f"{PLAN_FILE}.docx").read_bytes()
    change_plan(district)
    go(district, TODAY + DAY)
    after = (district / DOCUMENTS / f"{PLAN_FILE}.docx").read_bytes()
    assert after != before
    assert not list((district / DOCUMENTS).glob("*ред.*"))


@pytest.mark.parametrize("status", ["на подписи", "подписан", "утверждён"])
def test_a_document_on_signature_never_changes(district, status):
    """New data go into the next version; the file on signature keeps its bytes."""
    file = district / DOCUMENTS / f"{PLAN_FILE}.docx"
    decide(district, "Документы", "Статус", {PLAN: status})
    go(district)
    before = file.read_bytes()
    assert not list((district / DOCUMENTS).glob("*ред.*"))
    change_plan(district)
    go(district, TODAY + DAY)
    assert file.read_bytes() == before
    second = docx.Document(district / DOCUMENTS / f"{PLAN_FILE}, ред. 2.docx")
    assert "Круглый стол «Вместе»" in text(second)
    assert row_of(district, "Документы", document_key(YEAR, "plan", "", 2))["Редакция"] == 2
    assert row_of(district, "Документы", PLAN)["Статус"] == status
    before = files(district)
    go(district, TODAY + DAY)
    assert files(district) == before


def test_a_signed_document_may_be_replaced_by_its_scan_copy(district):
    """Whatever people do to a file on signature, the worker neither undoes nor tells."""
    file = district / DOCUMENTS / f"{PLAN_FILE}.docx"
    decide(district, "Документы", "Статус", {PLAN: "подписан"})
    go(district)
    document = docx.Document(file)
    document.add_paragraph("Печать")
    document.save(file)
    typed = file.read_bytes()
    made = go(district, TODAY + DAY).report
    assert file.read_bytes() == typed
    assert "book.typed_over" not in set(made.findings["rule"])


def test_a_lost_paper_is_not_made_anew(district):
    """A file on signature that is gone is told; new data make the next version."""
    file = district / DOCUMENTS / f"{PLAN_FILE}.docx"
    decide(district, "Документы", "Статус", {PLAN: "подписан"})
    go(district)
    file.unlink()
    change_plan(district)
    go(district, TODAY + DAY)
    assert not file.exists()
    assert (district / DOCUMENTS / f"{PLAN_FILE}, ред. 2.docx").exists()
    assert row_of(district, "Документы", PLAN)["Ссылка"] == "не сделан"


def test_a_status_that_cannot_be_read_protects(district):
    """«Подписано!» is told as unreadable, and the paper is safe all the same."""
    file = district / DOCUMENTS / f"{PLAN_FILE}.docx"
    before = file.read_bytes()
    decide(district, "Документы", "Статус", {PLAN: "Подписано!"})
    go(district)
    change_plan(district)
    made = go(district, TODAY + DAY).report
    assert file.read_bytes() == before
    assert "decision.unreadable" in set(made.findings["rule"])


def test_what_people_wrote_into_a_paper_is_copied_before_a_draft_replaces_it(district):
    """A paper that was edited on signature and is a draft again is kept as a copy."""
    file = district / DOCUMENTS / f"{PLAN_FILE}.docx"
    decide(district, "Документы", "Статус", {PLAN: "на подписи"})
    go(district)
    document = docx.Document(file)
    document.add_paragraph("От руки")
    document.save(file)
    typed = file.read_bytes()
    go(district)
    decide(district, "Документы", "Статус", {PLAN: None})
    go(district)
    assert file.read_bytes() != typed
    copies = [path.read_bytes() for path in (district / ".vzaimo" / "copies").glob("План*")]
    assert copies == [typed]


def test_back_to_a_draft(district):
    """A status that is taken back lets the document follow the data again."""
    decide(district, "Документы", "Статус", {PLAN: "на подписи"})
    go(district)
    change_plan(district)
    decide(district, "Документы", "Статус", {PLAN: "проект"})
    go(district, TODAY + DAY)
    assert "Круглый стол" in text(docx.Document(district / DOCUMENTS / f"{PLAN_FILE}.docx"))


def test_approved_documents_fulfil_their_criteria(district):
    """The plan and the recommendations count when they are signed or approved."""
    recommendations = document_key(YEAR, "recommendations", "", 1)
    before = go(district, TODAY + DAY).report.monitoring
    state = before[before["org"] == ""].set_index("criterion")["state"]
    assert (state["4"], state["5"]) == ("просрочено", "в работе")
    decide(district, "Документы", "Статус", {PLAN: "утверждён", recommendations: "утверждён"})
    decide(district, "Документы", "Дата", {PLAN: dt.datetime(2022, 2, 25)})
    made = go(district, TODAY + DAY).report.monitoring
    state = made[made["org"] == ""].set_index("criterion")["state"]
    assert (state["4"], state["5"]) == ("выполнено", "выполнено")


def test_the_overview_counts_what_waits(district):
    """«Ждут вашего решения» leads to the tabs and grows shorter with each decision."""

    def waiting():
        sheet = opened(district / SUMMARY)["Обзор"]
        table = [[cell.value for cell in row[:3]] for row in sheet.iter_rows()]
        begin = next(n for n, row in enumerate(table) if row[0] == "Что решить")
        return {row[2]: row[1] for row in table[begin + 1 : begin + 9] if row[2]}

    before = waiting()
    decided(district)
    after = waiting()
    assert before["Документы"] - after["Документы"] == 1
    assert before["Подписание"] - after["Подписание"] == 1
    assert before["Карта проблем"] >= after["Карта проблем"]


def test_rows_of_the_coordinators_book_stay_his(district):
    """Decisions change no byte of the books of people."""
    before = (district / COORDINATOR).read_bytes()
    decided(district)
    assert (district / COORDINATOR).read_bytes() == before
