"""Versions of documents: their numbers, what changed, the archive, the mark and the code."""

import datetime as dt
import io
import zipfile

import docx
import pytest

from docgen.changes import SAME, UNREADABLE, changes
from docgen.marks import UNCHANGED, Condition, marked, verify
from rules.decisions import document_key
from sync.demo import TODAY
from sync.folder import BOOKS, COORDINATOR, DOCUMENTS, SUMMARY
from tests.docgen.templates import repacked, saved, template
from tests.sync.people import OYA, decide, files, go, opened, rows, type_into

DAY = dt.timedelta(days=1)
PLAN = document_key("2021-2022", "plan", "", 1)
FILE = "План совместных мероприятий 2021-2022"


def change_plan(folder, words="Круглый стол «Вместе»"):
    type_into(folder / BOOKS / OYA, "План ОО", "C5", words)


def row_of(folder, key):
    (row,) = [row for row in rows(folder, tab="Документы") if row["ключ"] == key]
    return row


def signed_and_changed(folder, **decisions):
    """Sign the plan with its scan; change an event; make the passes that hear of it."""
    decide(folder, "Документы", "Статус", {PLAN: "подписан"})
    decide(folder, "Документы", "Дата", {PLAN: dt.datetime(2022, 2, 25)})
    for column, value in decisions.items():
        decide(folder, "Документы", column, {PLAN: value})
    go(folder)
    change_plan(folder)
    go(folder, TODAY + DAY)


def test_a_signed_paper_and_what_follows_it(district):
    """It is archived beside its scan; the next version says which row is different.

    Nothing of that changes by itself, with the memory lost neither, and a status that is taken
    back lets nobody write over a version that another follows.
    """
    (district / "Сканы").mkdir()
    (district / "Сканы" / "план.PDF").write_bytes(b"%PDF scan")
    frozen = (district / DOCUMENTS / f"{FILE}.docx").read_bytes()
    signed_and_changed(district, **{"Скан (ссылка)": "Сканы/план.PDF"})
    archive = district / DOCUMENTS / "Архив" / "2021-2022"
    assert (archive / f"{FILE}.docx").read_bytes() == frozen
    assert (archive / f"{FILE}, скан.pdf").read_bytes() == b"%PDF scan"
    second = row_of(district, document_key("2021-2022", "plan", "", 2))
    assert "Круглый стол «Вместе»" in second["Что изменилось"]
    assert "таблицы" in second["Что изменилось"]
    assert row_of(district, PLAN)["Что изменилось"] in (None, "")
    decide(district, "Документы", "Статус", {PLAN: None})
    change_plan(district, "Круглый стол «Снова»")
    go(district, TODAY + DAY)
    assert (district / DOCUMENTS / f"{FILE}.docx").read_bytes() == frozen
    text = "".join(docx.Document(district / DOCUMENTS / f"{FILE}, ред. 2.docx").element.itertext())
    assert "«Снова»" in text
    assert not (district / DOCUMENTS / f"{FILE}, ред. 3.docx").exists()


def test_a_file_that_a_killed_pass_left_is_the_next_version(district):
    """Of a version whose file stands though nobody remembers it no second one is made."""
    decide(district, "Документы", "Статус", {PLAN: "на подписи"})
    go(district)
    change_plan(district)
    before = (district / ".vzaimo" / "state.sqlite").read_bytes()
    summary = (district / SUMMARY).read_bytes()
    go(district, TODAY + DAY)
    second = (district / DOCUMENTS / f"{FILE}, ред. 2.docx").read_bytes()
    for path in (district / ".vzaimo").glob("state.sqlite*"):
        path.unlink()
    (district / ".vzaimo" / "state.sqlite").write_bytes(before)
    (district / SUMMARY).write_bytes(summary)
    go(district, TODAY + DAY)
    assert (district / DOCUMENTS / f"{FILE}, ред. 2.docx").read_bytes() == second
    assert not (district / DOCUMENTS / f"{FILE}, ред. 3.docx").exists()


def test_a_version_under_its_former_name_goes_on(district):
    """«…, версия 2» of an earlier program is the second version, and stays where it is."""
    decide(district, "Документы", "Статус", {PLAN: "подписан"})
    decide(district, "Документы", "Скан (ссылка)", {PLAN: "нет такого.pdf"})
    go(district)
    former = district / DOCUMENTS / f"{FILE}, версия 2.docx"
    former.write_bytes((district / DOCUMENTS / f"{FILE}.docx").read_bytes())
    change_plan(district)
    go(district, TODAY + DAY)
    assert "Круглый стол" in "".join(docx.Document(former).element.itertext())
    assert not (district / DOCUMENTS / f"{FILE}, ред. 2.docx").exists()
    (note,) = [
        cell.comment.text
        for row in opened(district / SUMMARY)["Документы"].iter_rows()
        for cell in row
        if cell.comment and "скана" in cell.comment.text
    ]
    assert "нет такого.pdf" in note


def test_the_code_stands_where_the_setting_says(district):
    """With «QR-код на документах» every paper has one picture more, and can be verified."""
    sheet = "Настройки"
    cells = opened(district / COORDINATOR)[sheet].iter_rows(max_col=2)
    place = next(row[1].coordinate for row in cells if row[0].value == "QR-код на документах")
    type_into(district / COORDINATOR, sheet, place, "да")
    go(district)
    for path in (district / DOCUMENTS).glob("*.docx"):
        with zipfile.ZipFile(path) as package:
            assert "word/media/vzaimo-qr.png" in package.namelist()
        assert verify(path.read_bytes()).condition is Condition.WHOLE
    before = files(district)
    go(district, TODAY + DAY)
    assert {n: c for n, c in files(district).items() if n.startswith(DOCUMENTS)} == {
        n: c for n, c in before.items() if n.startswith(DOCUMENTS)
    }


# --- without a district -----------------------------------------------------------------------

NAME = "Соглашение & Ко, ред. 3"


@pytest.mark.parametrize("qr", [False, True])
def test_the_mark_tells_what_became_of_a_file(qr):
    """Whole, saved anew by another program, changed in one word, or not ours at all."""
    plain = template("Первый абзац", "Второй")
    ours = marked(plain, NAME, qr)
    assert verify(ours).condition is Condition.WHOLE
    assert verify(ours).name == NAME
    assert verify(saved(docx.Document(io.BytesIO(ours)))).condition in UNCHANGED
    document = docx.Document(io.BytesIO(ours))
    document.paragraphs[1].runs[0].text = "Другой"
    assert verify(saved(document)).condition is Condition.CHANGED
    for other in (plain, b"", b"PK", ours[:200]):
        assert verify(other).condition is Condition.FOREIGN


def test_a_bold_word_is_a_change_but_not_of_words():
    """A change of the looks alone is told from one of the words."""
    ours = marked(template("Текст"), NAME, False)
    bold = repacked(ours, lambda name, data: data.replace(b"<w:r>", b"<w:r><w:rPr><w:b/></w:rPr>"))
    assert verify(bold).condition is Condition.RESAVED


def test_the_code_is_read_back():
    """The picture is the code of the name and the digest of the words; its text is said aloud."""
    document = docx.Document(io.BytesIO(marked(template("Текст"), NAME, True)))
    (drawing,) = document.element.body.xpath(".//wp:anchor/wp:docPr")
    assert drawing.get("descr").startswith(f"QR-код: {NAME}, ")
    (extent,) = document.element.body.xpath(".//wp:anchor/wp:extent")
    assert int(extent.get("cx")) == 17 * 36000


def paper(*paragraphs, row="МБОУ «Первая»"):
    document = docx.Document()
    document.add_heading("Стороны", 1)
    for text in paragraphs:
        document.add_paragraph(text)
    table = document.add_table(rows=2, cols=2)
    for line, words in zip(table.rows, ("Наименование", row), strict=True):
        line.cells[0].text, line.cells[1].text = words, "ИНН"
    return saved(document)


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (paper("1.1. Срок – год.", "Конец"), SAME),
        (paper("1.1. Срок – два года.", "Конец"), "изменено «1.1. Срок – два года.» (пункт 1.1)"),
        (paper("1.1. Срок – год."), "убрано «Конец» (пункт 1.1)"),
        (paper("1.1. Срок – год.", "Конец", "1.2. Ещё"), "добавлено «1.2. Ещё» (пункт 1.2)"),
        (
            paper("1.1. Срок – год.", "Конец", row="МБОУ «Вторая»"),
            "изменено «МБОУ «Вторая» | ИНН» (пункт 1.1, строка 2 таблицы)",
        ),
        (b"damaged", UNREADABLE),
    ],
)
def test_what_changed_is_said_with_its_place(after, told):
    """Which clause, which row: with the words as they are now."""
    assert changes(paper("1.1. Срок – год.", "Конец"), after) == told


def test_no_words_where_persons_are_kept_apart():
    """Without words only the places are said; a long list ends with a number."""
    before, after = paper("1.1. Иванов", "Конец"), paper("1.1. Петров", "Конец")
    assert changes(before, after, quote=False) == "изменено (пункт 1.1)"
    many = changes(paper(), paper(*(f"{n}. Строка" for n in range(1, 12))))
    assert many.endswith("; и ещё изменений: 5")
