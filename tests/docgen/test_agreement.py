"""The agreement as a document: its style, its parties, and what is not known."""

import dataclasses
import datetime as dt
import io
import re
import shutil
import subprocess

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from docgen.agreement import AgreementData, Party, Stage, render_agreement, represented
from sync.resources import read_bytes

DAY = dt.date(2022, 3, 1)


def party(name, **more):
    known = {
        "full_name": f"Муниципальное учреждение «{name}»",
        "short_name": f"МУ «{name}»",
        "address": f"662820, с. Ермаковское, ул. Ленина, д. {len(name)}",
        "post": "директор",
        "head": "Петрова Анна Ивановна",
        "basis": "Устава",
        "ogrn": "1022400000001",
        "inn": "2413000001",
    }
    return Party(**(known | more))


UNKNOWN = Party(None, "МБОУ «Без сведений»", None, None, None, None, None, None)

DATA = AgreementData(
    department=party("Управление", post="руководитель", basis="Положения"),
    centre=party("ИМЦ"),
    organisations=(
        party("Первая", branches=("Филиал МУ «Первая» «Малая»",)),
        party("A & B <C> {{ name }}", head="Зуев Пётр Ильич", post="и. о. директора"),
        party("Третья", head="Ондар Чодураа Сергеевна"),
        UNKNOWN,
    ),
    place="с. Ермаковское",
    municipality="Ермаковский район",
    project="Взаимообучение ОО",
    start=dt.date(2021, 10, 1),
    end=dt.date(2024, 10, 31),
    grounds=("Федеральный закон № 273-ФЗ", "Стратегия"),
    stages=(Stage("Разработка Соглашения", "Ноябрь 2021", "УО"), Stage("Работа", None, None)),
)


def made(data=DATA):
    return docx.Document(
        io.BytesIO(render_agreement(read_bytes("documents", "agreement.docx"), data, DAY))
    )


def all_text(document):
    """Give every paragraph of the document, those of tables too."""
    return [
        "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        for paragraph in document.element.body.iter(qn("w:p"))
    ]


@pytest.fixture(scope="module")
def document():
    return made()


def test_page_is_that_of_the_standard(document):
    """ГОСТ Р 7.0.97: margins 30, 10, 20, 20 mm on A4; the number from page 2, top centre."""
    (section,) = document.sections
    wanted = {"page_width": 210, "page_height": 297, "left_margin": 30, "right_margin": 10,
              "top_margin": 20, "bottom_margin": 20}  # fmt: skip
    assert {name: round(getattr(section, name).mm) for name in wanted} == wanted
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml


def test_styles_are_real_and_russian(document):
    """Times New Roman 14, 12 in tables, indents, justified; the language is Russian."""
    normal = document.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    assert round(normal.paragraph_format.first_line_indent.cm, 2) == 1.25
    assert document.styles["Таблица"].font.size == Pt(12)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert {node.get(qn("w:val")) for node in defaults.iter(qn("w:lang"))} == {"ru-RU"}


def test_word_numbers_the_clauses(document):
    """Sections and clauses are one list of two levels, so a new clause renumbers the rest."""
    levels = [
        tuple(int(one.get(qn("w:val"))) for one in number)
        for number in document.element.body.iter(qn("w:numPr"))
    ]
    assert set(levels) == {(0, 3), (1, 3)}
    assert levels.count((0, 3)) == 9
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings[0] == "Предмет Соглашения"
    assert not [line for line in all_text(document) if re.match(r"\d+\.\d+\. |–\s", line)]


def test_signatures_may_have_sheets_of_their_own():
    """Parties that sign far from each other get a page each; else blocks follow one another."""
    apart = made(dataclasses.replace(DATA, separate=True))
    sheets = [p.text for p in apart.paragraphs if p.text.startswith("Лист подписания")]
    assert len(sheets) == len(DATA.organisations) + 2
    starts = apart.element.body.xpath(".//w:p[w:pPr/w:pageBreakBefore][not(.//w:t)]")
    assert len(starts) == len(sheets)
    assert "Лист подписания" not in "\n".join(all_text(made()))


def test_tables_repeat_their_headers_and_keep_their_rows(document):
    """Header rows are repeated over pages, no row is split."""
    tables = document.tables
    assert sum(bool(table._tbl.xpath(".//w:tblHeader")) for table in tables) == 2
    for table in tables:
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)


def test_every_party_has_its_block(document):
    """Each legal person is named, signs in its block and is listed; no филиал does."""
    text = "\n".join(all_text(document))
    for name in ("Управление", "ИМЦ", "Первая", "A & B <C> {{ name }}", "Третья"):
        assert text.count(f"Муниципальное учреждение «{name}»") == 3, name
    assert text.count("МБОУ «Без сведений»") == 3
    assert text.count("в том числе филиал МУ «Первая» «Малая»") == 2
    assert text.count("М.\u00a0П.") == 6
    assert "в 6\u00a0экземплярах, по одному для каждой Стороны" in text


def test_signature_blocks_stay_together(document):
    """A block is one row that cannot be split, its paragraphs kept with the next."""
    blocks = [table for table in document.tables if "М.\u00a0П." in table._tbl.xml]
    assert len(blocks) == 6
    for table in blocks:
        assert len(table.rows) == 1
        assert document.styles["Реквизиты"].paragraph_format.keep_with_next


def test_words_are_in_their_cases(document):
    """Heads stand in the genitive, with participles of their gender."""
    text = "\n".join(all_text(document))
    assert "в лице руководителя Петровой Анны Ивановны, действующей на основании Положения" in text
    assert "в лице исполняющего обязанности директора Зуева Петра Ильича, действующего" in text
    assert "в лице директора (Ондар Чодураа Сергеевна), действующей" in text
    assert "А.\u00a0И.\u00a0Петрова" in text
    assert "с октября 2021\u00a0г. по октябрь 2024\u00a0г." in text


NOTHING = AgreementData(UNKNOWN, UNKNOWN, (UNKNOWN,), None, None, None, None, None, (), ())


@pytest.mark.parametrize("data", [DATA, NOTHING], ids=["some unknown", "all unknown"])
def test_what_is_not_known_is_a_line(data):
    """No hole, no «None», no double punctuation, wherever something is missing."""
    text = "\n".join(all_text(made(data)))
    assert "None" not in text
    assert not re.search(r"  |,\s*,|\(\s*\)|\s[,.;]|\{%|%\}", text), re.findall(
        r".{20}(?:  |,,).{20}", text
    )
    assert "____" in text


@pytest.mark.parametrize("number", [0, 1, 30])
def test_any_number_of_parties(number):
    """Copies and blocks grow with the number of parties."""
    data = dataclasses.replace(DATA, organisations=tuple(party(f"№ {n}") for n in range(number)))
    text = "\n".join(all_text(made(data)))
    assert text.count("М.\u00a0П.") == number + 2
    assert f"в {number + 2}\u00a0экземплярах" in text


@pytest.mark.parametrize(
    ("post", "head", "basis", "words"),
    [
        ("директор", "Петрова Анна Ивановна", None, "Анны Ивановны, действующей на основании ___"),
        ("директор", "", "Устава", "в лице директора ____"),
        (None, None, None, "в лице ____"),
        ("заведующая", "", "Устава", "____, действующей на основании Устава"),
        (" ", "Петрова Анна Ивановна", "Устава", "в лице руководителя Петровой Анны Ивановны"),
        ("????", "Петрова Анна Ивановна", "Устава", "руководителя (???? Петрова Анна Ивановна)"),
        ("директор", "Петрова", "Устава", "в лице директора (Петрова), действующ"),
        (
            "директор",
            "Зуев Пётр\nИльич",
            "Устав",
            "Зуева Петра Ильича, действующего на основании У",
        ),
        ("директор", "Зуев Пётр Ильич", "на основании Устава", "действующего на основании Устава"),
        ("директор", "Зуев Пётр Ильич", "Доверенность №3", "на основании доверенности №\u00a03"),
        ("директор СШ №4", "Зуев Пётр Ильич", "Устава", "в лице директора СШ №\u00a04 Зуева Петра"),
    ],
)
def test_who_acts_for_a_party(post, head, basis, words):
    """What is known is said, what is unsure stands in the nominative, the rest is a line."""
    said = represented(party("Первая", post=post, head=head, basis=basis))
    assert words in said
    assert said.count("на основании") == 1
    assert ", действующ" in said


OF_RARE_NAMES = [
    ("Ондар Чодураа Сергеевна", None, "директора (Ондар Чодураа Сергеевна), действующей"),
    ("Ондар Чодураа Сергеевна", "ОНДАР ЧОДУРАА СЕРГЕЕВНЫ", "Ондар Чодураа Сергеевны, действующей"),
    ("Джугашвили Этери Вахтанговна", "Джугашвили Этери Вахтанговны", "Вахтанговны, действующей"),
    ("Петрова Анна Ивановна", "Ондар Чодураа Сергеевны", "директора Петровой Анны Ивановны"),
    ("Ткач А. И.", "Ткача А. И.", "в лице директора Ткача А. И., действующего(ей)"),
]


@pytest.mark.parametrize(("head", "genitive", "words"), OF_RARE_NAMES)
def test_the_genitive_that_people_typed_wins(head, genitive, words):
    """It stands where it is of the same person; until it is typed, the name is in brackets."""
    said = represented(party("Первая", head=head, head_genitive=genitive))
    assert words in said.replace("\u00a0", " ")


def test_an_acting_head_agrees_with_the_person():
    """A woman is «исполняющая обязанности», before her name and under her signature."""
    woman = represented(party("Первая", post="и. о. директора"))
    assert "в лице исполняющей обязанности директора Петровой Анны Ивановны, действующей" in woman
    man = represented(party("Первая", post="и. о. директора", head="Зуев Пётр Ильич"))
    assert "в лице исполняющего обязанности директора Зуева Петра Ильича, действующего" in man


BLANK = Party(*(["", " ", "\n", "\u200b"] * 2))
LONG = "Очень длинное наименование " * 11
HOSTILE = party(
    "Сад",
    full_name=f'МБДОУ\n"{LONG}& <w:p> {{{{ name }}}} {{% endfor %}} {{#"',
    short_name="\tМБДОУ\r\n№4",
    address="662820,\nс. Ермаковское,\u2028ул. Мира\x07",
    post="директор\n& заведующий",
    head="<Петрова>\nАнна {{ x }}",
    basis="Устав & <положение>",
    ogrn="{{",
    inn="}}",
    branches=("филиал", "", "Филиал\n«Малый» & Ко"),
)


def test_whatever_people_typed_comes_out_on_one_line():
    """300 letters, &, <, {{, {%, line breaks: printed as typed, the blocks keep their lines."""
    text = "\n".join(all_text(made(dataclasses.replace(DATA, organisations=(HOSTILE,)))))
    name = f"МБДОУ «{LONG}& <w:p> {{{{ name }}}} {{% endfor %}} {{#»"
    assert text.count(name) == 3
    assert f"({HOSTILE.short_name.split()[0]} №\u00a04)" in text
    assert "Адрес: 662820, с.\u00a0Ермаковское, ул.\u00a0Мира\n" in text
    assert "действующей на основании Устава & <положение>;" in text
    assert "филиал __________________, филиал «Малый» & Ко" in text
    assert not re.search(r"[\r\t\u2028\u200b]", text)


def test_blank_text_is_not_known():
    """A space, a line break or a zero-width space is nothing: a line stands in its place."""
    blank = dataclasses.replace(
        NOTHING, department=BLANK, centre=BLANK, organisations=(BLANK,), place=" ",
        municipality="\n", project="\u200b", grounds=(" ", "."), stages=(Stage(" ", "", "\n"),),
    )  # fmt: skip
    with_stage = dataclasses.replace(NOTHING, stages=(Stage("", None, None),))
    unnamed = dataclasses.replace(UNKNOWN, short_name=None)
    nothing = dataclasses.replace(
        with_stage, department=unnamed, centre=unnamed, organisations=(unnamed,)
    )
    assert all_text(made(blank)) == all_text(made(nothing))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (dt.date(2021, 10, 1), None, "с октября 2021\u00a0г. по ______________\u00a020___\u00a0г."),
        (None, dt.date(2024, 10, 31), "\u00a020___\u00a0г. по октябрь 2024\u00a0г."),
    ],
)
def test_half_a_term_is_said(start, end, words):
    """A term with one end known keeps it."""
    assert words in "\n".join(all_text(made(dataclasses.replace(DATA, start=start, end=end))))


def test_titles_have_one_pair_of_quotes():
    """A project or a municipality typed in quotes does not get a second pair."""
    for project in ('"Взаимообучение"', "«Взаимообучение»", "Взаимообучение"):
        data = dataclasses.replace(DATA, project=project, municipality=project)
        text = "\n".join(all_text(made(data)))
        assert "проекта «Взаимообучение» (далее" in text
        assert "образования «Взаимообучение»." in text


def test_nothing_that_leads_in_stands_alone_at_the_foot(document):
    """Headings and the lines that open a list or a table keep with what follows."""
    opening = [p for p in document.paragraphs if p.text.endswith(":")]
    assert len(opening) == 7
    assert {paragraph.style.name for paragraph in opening} == {"Подводка"}
    for name in ("Подводка", "Heading 1", "Шапка таблицы"):
        assert document.styles[name].paragraph_format.keep_with_next


@pytest.mark.office
def test_libreoffice_opens_it_and_no_block_is_split(tmp_path):
    """Thirty parties over many pages: each block stands on one page."""
    data = dataclasses.replace(DATA, organisations=tuple(party(f"№ {n}") for n in range(30)))
    path = tmp_path / "agreement.docx"
    path.write_bytes(render_agreement(read_bytes("documents", "agreement.docx"), data, DAY))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    office = shutil.which("soffice") or "libreoffice"
    command = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", tmp_path, path]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pages = subprocess.run(
        ["pdftotext", "-layout", path.with_suffix(".pdf"), "-"],
        check=True, capture_output=True, text=True,
    ).stdout.split("\f")  # fmt: skip
    stamps = [len(re.findall(r"М\.\s*П\.", page)) for page in pages]
    blocks = [len(re.findall(r"^\s*ОГРН \d", page, re.M)) for page in pages]
    assert sum(stamps) == 32
    assert blocks == stamps
    assert re.match(r"\s*2\s", pages[1])
    assert not re.match(r"\s*1\s*\n", pages[0])
