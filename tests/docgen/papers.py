"""Documents read back: their words, their tables, how they are laid out."""

import io

import docx
from docx.oxml.ns import qn
from docx.shared import Pt


def opened(content):
    """Open a rendered document."""
    return docx.Document(io.BytesIO(content))


def all_text(document):
    """Give every paragraph of the document, those of tables too."""
    return [
        "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        for paragraph in document.element.body.iter(qn("w:p"))
    ]


def text(document):
    """Give all words of a document, no-break spaces as plain ones."""
    return "\n".join(all_text(document)).replace("\u00a0", " ")


def rows(table):
    """Give the texts of the cells of a table, row by row."""
    return [[cell.text.replace("\u00a0", " ") for cell in row.cells] for row in table.rows]


def is_fit_to_print(document):
    """Assert what every document of ours must be: no row split, headers repeated, no tag left."""
    for table in document.tables:
        assert all(
            row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows if len(row.cells) > 2
        )
    assert not [line for line in all_text(document) if "{%" in line or "{{" in line]
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert {node.get(qn("w:val")) for node in defaults.iter(qn("w:lang"))} == {"ru-RU"}
    assert document.styles["Normal"].font.name == "Times New Roman"
    for drawing in document.element.body.iter(qn("wp:docPr")):
        assert drawing.get("descr")


def is_official(document, *, landscape=False):
    """Assert the layout of ГОСТ Р 7.0.97: margins, page number from page 2, fonts, indents."""
    for section in document.sections:
        sides = (section.left_margin, section.right_margin, section.top_margin,
                 section.bottom_margin)  # fmt: skip
        assert [round(side.mm) for side in sides] == [30, 10, 20, 20]
        assert {round(section.page_width.mm), round(section.page_height.mm)} == {210, 297}
    first = document.sections[0]
    assert (first.page_width > first.page_height) == landscape
    assert first.different_first_page_header_footer
    assert " PAGE " in first.header._element.xml
    assert 'w:val="center"' in document.styles["header"].element.xml
    normal = document.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    assert round(normal.paragraph_format.first_line_indent.cm, 2) == 1.25
    assert document.styles["Таблица"].font.size == Pt(12)
    used = {p.style.name for p in document.paragraphs}
    assert used <= {style.name for style in document.styles}
    is_fit_to_print(document)


def keeps_its_signature(document, name):
    """Assert that the row signed by `name` keeps with the line before it and is not split."""
    rows_ = [row for table in document.tables for row in table.rows]
    (row,) = [row for row in rows_ if len(row.cells) == 3 and row.cells[2].text == name]
    assert row._tr.xpath("./w:trPr/w:cantSplit")
    assert all(cell.paragraphs[0].style.paragraph_format.keep_with_next for cell in row.cells)
    table = row._tr.getparent()
    before = docx.text.paragraph.Paragraph(table.getprevious(), document)
    assert before.style.paragraph_format.keep_with_next
    last = before._p.getprevious()
    said = docx.text.paragraph.Paragraph(last, document)
    kept = said.paragraph_format.keep_with_next or said.style.paragraph_format.keep_with_next
    assert kept, said.text


def repeats_headers(document):
    """Assert that the header of every table with a header comes again on the next page."""
    ruled = [table for table in document.tables if table.style.name == "Table Grid"]
    assert ruled
    for table in ruled:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def listed(document):
    """Give the texts of the points of lists, which Word marks and numbers itself."""
    return [p.text.replace("\u00a0", " ") for p in document.paragraphs
            if p.style.name in ("Пункт списка", "Пункт", "Подпункт")]  # fmt: skip
