"""Documents read back: their words, their tables, how they are laid out."""

import io

import docx
from docx.oxml.ns import qn


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
