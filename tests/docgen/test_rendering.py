"""Rendering: what people typed comes out unchanged, what is wrong with a template is told."""

import datetime as dt
import io
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.rendering import TemplateError, document_date, render

DAY = dt.date(2022, 3, 1)
VALUES = {"name": "Ойская СШ", "rows": [{"title": "раз"}], "number": 3}


def template(*paragraphs, row=None):
    """Make a template of paragraphs and, perhaps, a table with one cell a text of `row`."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if row:
        table = document.add_table(rows=len(row), cols=1)
        for cells, text in zip(table.rows, row, strict=True):
            cells.cells[0].text = text
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def texts(content):
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ nmae }}", "неизвестное имя «nmae». Может быть, нужно «name»?"),
        ("{{ completely_other }}", "неизвестное имя «completely_other»"),
        ("{{ rows[0].titel }}", "«titel». Может быть, нужно «title»?"),
        ("{% for row in rows %}{{ row.title }}", "endfor"),
        ("{% if name %}да", "endif"),
        ("{% endfor %}", "ничего не закрывает"),
        ("{{ name | shout }}", "неизвестный фильтр «shout»"),
        ("{{ name", "не закрыт в том же абзаце"),
        ("{{ ''.__class__.__mro__ }}", "запрещено"),
        ("{{ name.__init__.__globals__ }}", "запрещено"),
        ("{{ 1 / 0 }}", "нельзя вычислить"),
        ("{{ name + 1 }}", "нельзя вычислить"),
        ("{% for i in range(10 ** 9) %}x{% endfor %}", "запрещено: возведение в степень"),
        ("{{ rows.append(1) }}", "запрещено"),
    ],
)
def test_broken_templates_are_explained(text, words):
    """Whatever is wrong in a template is said in Russian."""
    with pytest.raises(TemplateError) as told:
        render(template(text), VALUES, DAY)
    assert words in str(told.value)


def test_unknown_name_in_a_row_of_a_table():
    """Loops over the rows of a table are checked as well."""
    rows = ["{%tr for row in rows %}", "{{ row.tite }}", "{%tr endfor %}"]
    with pytest.raises(TemplateError, match="tite"):
        render(template(row=rows), VALUES, DAY)


def without_document():
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as package:
        package.writestr("x.txt", "x")
    return output.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "пуст"),
        (b"\xd0\xcf\x11\xe0 old", "другой программы"),
        (b"plain text", "не документ Word"),
        (template("x")[:500], "повреждён"),
        (without_document(), "архив"),
    ],
)
def test_files_that_are_no_templates(content, words):
    """A file that is no .docx is told apart by its first bytes."""
    with pytest.raises(TemplateError) as told:
        render(content, VALUES, DAY)
    assert words in str(told.value)


TYPED = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@settings(max_examples=60)
@given(TYPED)
def test_text_comes_out_unchanged(text):
    """&, <, {{, quotes, emoji: what was typed stands in the document as it was."""
    made = texts(render(template("[{{ name }}]"), VALUES | {"name": text}, DAY))
    forbidden = {"\ufffe", "\uffff"}
    assert made == [f"[{''.join(letter for letter in text if letter not in forbidden)}]"]


@pytest.mark.parametrize(
    "text",
    [
        "A & B < C > D",
        "{{ name }}",
        "{% if x %}",
        "«кавычки» \"прямые\" 'одиночные'",
        "first\nsecond",
        "tab\there",
        "😀 emoji",
        "=1+1",
        "x" * 300,
        "",
    ],
)
def test_awkward_text(text):
    """Line breaks and tabs stay what they are; nothing after an «&» is lost."""
    assert texts(render(template("[{{ name }}]"), VALUES | {"name": text}, DAY)) == [f"[{text}]"]


def test_what_xml_forbids_is_left_out():
    """Control characters and lone surrogates cannot stand in a document."""
    made = render(template("[{{ name }}]"), VALUES | {"name": "a\x00\x07b\ud800c"}, DAY)
    assert texts(made) == ["[abc]"]


def test_same_bytes_and_the_given_day():
    """The same template and values give the same bytes; the properties carry the given day."""
    one, two = (render(template("{{ name }}"), VALUES, DAY) for _ in range(2))
    other = render(template("{{ name }}"), VALUES, DAY + dt.timedelta(days=1))
    assert one == two != other
    assert document_date(one) == DAY
    properties = docx.Document(io.BytesIO(one)).core_properties
    assert properties.modified.date() == DAY
    assert properties.author == "Взаимо"
    assert document_date(b"no document") is None


@settings(max_examples=60)
@given(st.integers(min_value=0), st.binary(min_size=1, max_size=40))
def test_damaged_documents_have_a_date_or_none(position, noise):
    """What stands in a document's place never stops a pass."""
    whole = render(template("{{ name }}"), VALUES, DAY)
    position %= len(whole)
    document_date(whole[:position] + noise + whole[position + len(noise) :])


def test_a_date_that_is_none():
    """A date that no calendar has is no date."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as package:
        package.writestr("docProps/core.xml", "<dcterms:modified>2022-13-45T00:00:00Z")
    assert document_date(output.getvalue()) is None


GOOD = template("{{ name }}", "{% for row in rows %}{{ row.title }}{% endfor %}")


@settings(max_examples=60)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=40))
def test_damaged_templates_never_crash(position, noise):
    """A template with some bytes overwritten renders or is refused, and nothing else."""
    damaged = GOOD[:position] + noise + GOOD[position + len(noise) :]
    try:
        render(damaged, VALUES, DAY)
    except TemplateError as error:
        assert str(error)
