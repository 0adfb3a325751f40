"""The books of a demo district opened by LibreOffice, as people will open them."""

import shutil
import subprocess

import pytest

from sync.folder import ANSWERS, BOOKS, COORDINATOR, SUMMARY
from tests.sync.people import OYA, found, go

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Convert four books of a demo of five to PDF in one go; give the text of each."""
    folder = found(tmp_path_factory.mktemp("office") / "район")
    go(folder)
    target = tmp_path_factory.mktemp("pdf")
    books = {"summary": SUMMARY, "answer": f"{ANSWERS}/{OYA}", "book": f"{BOOKS}/{OYA}",
             "coordinator": COORDINATOR}  # fmt: skip
    for name, book in books.items():
        shutil.copy(folder / book, target / f"{name}.xlsx")
    office = shutil.which("soffice") or "libreoffice"
    profile = f"-env:UserInstallation=file://{target}/profile"
    sources = [str(target / f"{name}.xlsx") for name in books]
    command = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", str(target)]
    subprocess.run([*command, *sources], check=True, capture_output=True, timeout=300)
    return {name: text_of(target / f"{name}.pdf") for name in books}


def text_of(path):
    command = ["pdftotext", "-layout", str(path), "-"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("book", "words"),
    [
        ("summary", "Район с одного взгляда"),
        ("summary", "КК по организациям"),
        ("summary", "Итого по району"),
        ("summary", "staffing.categories_sum"),
        ("answer", "Проверка: МБОУ «Ойская СШ»"),
        ("answer", "поставить 7"),
        ("book", "Педагогические работники"),
        ("book", "Заполните до 30.11.2021."),
        ("book", "Вкладка «Паспорт ОО»"),
        ("coordinator", "Реестр ОО"),
        ("coordinator", "Формирующее оценивание"),
        ("coordinator", "Назначение приказом руководителя"),
    ],
)
def test_books_open_and_show_what_they_hold(pages, book, words):
    """What a person looks for stands on the printed pages."""
    assert words in pages[book]


@pytest.mark.parametrize("book", ["summary", "answer", "book", "coordinator"])
def test_no_cell_is_too_narrow_for_its_number(pages, book):
    """No «###» stands on any page, and no error of a formula."""
    assert "###" not in pages[book]
    assert "Err:" not in pages[book]
    assert "#REF!" not in pages[book]
