"""The documents of the whole demo opened by LibreOffice, page by page, as they will be printed."""

import re
import shutil
import subprocess

import pytest

from sync.folder import DOCUMENTS
from tests.sync.people import found, go

pytestmark = pytest.mark.office

YEAR = "2021-2022"
PLAN = f"План совместных мероприятий {YEAR}"
MAP = f"Карта проблем и эффективных решений {YEAR}"
ADVICE = f"Методические рекомендации {YEAR}"
STAFF = f"Аналитическая справка о квалификации педагогов {YEAR}"
REPORT = f"Отчёт о реализации проекта {YEAR}"
OYA = "МБОУ «Ойская СШ»"
ORDER, OWN_PLAN = f"Приказ о группе ответственных {OYA}", f"План мероприятий {OYA} {YEAR}"
TOLD = f"Справка об участии {OYA} {YEAR}"
OWN = ("Приказ", "План мероприятий", "Справка об участии")


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory):
    """Convert all documents of the demo in one go."""
    folder = found(tmp_path_factory.mktemp("papers") / "район", 29)
    go(folder)
    target = tmp_path_factory.mktemp("pdf")
    office = shutil.which("soffice") or "libreoffice"
    profile = f"-env:UserInstallation=file://{target}/profile"
    papers = sorted((folder / DOCUMENTS).iterdir())
    sources = [str(path) for path in papers if OYA in path.name or not path.name.startswith(OWN)]
    command = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", str(target)]
    subprocess.run([*command, *sources], check=True, capture_output=True, timeout=300)
    return target


def pages(pdfs, name):
    """Give the text of each page."""
    command = ["pdftotext", "-layout", str(pdfs / f"{name}.pdf"), "-"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.split("\f")[:-1]


def size(pdfs, name):
    """Give the width and height of the pages in points."""
    command = ["pdfinfo", str(pdfs / f"{name}.pdf")]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [round(float(one)) for one in re.search(r"([\d.]+) x ([\d.]+) pts", told).groups()]


@pytest.mark.parametrize(
    ("name", "wide"),
    [(PLAN, True), (MAP, True), (ADVICE, False), (STAFF, False), (REPORT, False), (ORDER, False),
     (OWN_PLAN, True), (TOLD, False)],
)  # fmt: skip
def test_pages_lie_as_they_should(pdfs, name, wide):
    """Wide tables lie across the page; pages are numbered from the second on."""
    assert size(pdfs, name) == ([842, 595] if wide else [595, 842])
    made = pages(pdfs, name)
    assert re.match(r"\s*2\s*\n", made[1])
    assert not re.match(r"\s*1\s*\n", made[0])


def test_the_header_of_the_plan_stands_on_every_page(pdfs):
    """A page of the plan can be read by itself."""
    made = pages(pdfs, PLAN)
    assert len(made) > 5
    assert all("Мероприятие" in page and "Принимающая" in page for page in made)


def test_no_page_holds_a_heading_alone(pdfs):
    """No heading is left at the foot of a page."""
    for page in pages(pdfs, ADVICE)[2:]:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        assert not re.match(r"(?:\d\.\d?\.? [А-Я]|Приложение \d)", lines[-1]), lines[-1]
        assert "Таблица 2" not in lines[-1]


def test_pictures_come_out(pdfs):
    """The two charts are in the document that is printed."""
    command = ["pdfimages", "-list", str(pdfs / f"{ADVICE}.pdf")]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in told.splitlines()[2:]]
    widths = [int(row[3]) for row in rows if row[2] == "image"]
    assert widths == [1300, 1300]


def test_the_matrix_is_as_wide_as_the_page(pdfs):
    """All 29 organisations stand beside the aspects on one page."""
    first = pages(pdfs, MAP)[0]
    marks = re.findall(r"\b[НП]\d", first)
    assert len(marks) > 40


@pytest.mark.parametrize(
    "name", [PLAN, MAP, ADVICE, "Соглашение", STAFF, REPORT, ORDER, OWN_PLAN, TOLD]
)
def test_nothing_of_a_template_is_left(pdfs, name):
    """No tag, no «None», no empty brackets stand in the printed text."""
    text = "\n".join(pages(pdfs, name))
    for sign in ("{{", "{%", "None", "nan", "NaT", "()", "«»", " ,", " .\n"):
        assert sign not in text, sign


@pytest.mark.parametrize(
    ("name", "signs", "text"),
    [(STAFF, "И. П. Громова", "категори"), (REPORT, "А. В. Северьянова", "ФОТ"),
     (ORDER, "А. И. Петрова", "Контроль за исполнением"), (TOLD, "И. П. Громова", "критерий 6")],
)  # fmt: skip
def test_a_signature_stands_with_the_text_that_it_signs(pdfs, name, signs, text):
    """The page with the signature has the end of the text too."""
    (page,) = [page for page in pages(pdfs, name) if signs in page.replace("\u00a0", " ")]
    assert text in page


def test_the_wide_table_of_the_qualification_lies_across(pdfs):
    """Its pages are landscape, each with the header of the table."""
    command = ["pdfinfo", "-f", "1", "-l", "9", str(pdfs / f"{STAFF}.pdf")]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    widths = [float(one) for one in re.findall(r"size:\s+([\d.]+) x", told)]
    wide = [width > 800 for width in widths]
    assert wide == sorted(wide)
    assert sum(wide) == 2
    assert all("СЗД" in page for page in pages(pdfs, STAFF)[-2:])


def test_a_document_of_an_organisation_is_short(pdfs):
    """An order and a справка take at most two pages, as people expect of them."""
    assert len(pages(pdfs, ORDER)) <= 2
    assert len(pages(pdfs, TOLD)) <= 2
