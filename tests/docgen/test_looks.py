"""One look: the built-in templates share their styles, and each is an official paper."""

import zipfile
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from sync.documents import KINDS
from sync.resources import read_bytes

TEMPLATES = sorted(kind.template for kind in KINDS.values())
WIDE = {"plan.docx", "problem_map.docx", "own_plan.docx"}


def part(name, path):
    with zipfile.ZipFile(BytesIO(read_bytes("documents", name))) as package:
        return package.read(path)


@pytest.mark.parametrize("path", ["word/styles.xml", "word/numbering.xml", "word/header1.xml"])
def test_all_templates_have_one_set_of_styles(path):
    """What a style, a list or a page number looks like is the same in every document."""
    assert len({part(name, path) for name in TEMPLATES}) == 1


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_page_is_that_of_the_standard(name):
    """ГОСТ Р 7.0.97: 30, 10, 20, 20 mm on A4, the number from page 2, Russian, a title."""
    document = docx.Document(BytesIO(read_bytes("documents", name)))
    first, *_ = document.sections
    for section in document.sections:
        sides = (section.left_margin, section.right_margin, section.top_margin)
        assert [round(side.mm) for side in (*sides, section.bottom_margin)] == [30, 10, 20, 20]
        assert {round(section.page_width.mm), round(section.page_height.mm)} == {210, 297}
    assert (first.page_width > first.page_height) == (name in WIDE)
    assert first.different_first_page_header_footer
    assert " PAGE " in first.header._element.xml
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert [node.get(qn("w:val")) for node in defaults.iter(qn("w:lang"))] == ["ru-RU"]
    assert document.core_properties.title


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_style_that_a_template_uses_is_there(name):
    """No paragraph falls back to another look because its style is unknown."""
    document = docx.Document(BytesIO(read_bytes("documents", name)))
    known = {style.style_id for style in document.styles}
    body = document.element.body
    used = {
        node.get(qn("w:val")) for tag in ("w:pStyle", "w:tblStyle") for node in body.iter(qn(tag))
    }
    assert used <= known


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_weighs_little(name):
    """There are three documents an ОО: what all of them repeat must be small."""
    assert len(read_bytes("documents", name)) < 16_000


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_row_is_split_and_headers_are_repeated(name):
    """Every row stays whole; every ruled table but a legend begins with a repeated header."""
    document = docx.Document(BytesIO(read_bytes("documents", name)))
    for table in document.tables:
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)
        ruled = table.style is not None and table.style.name == "Table Grid"
        if ruled and len(table.rows) > 1:
            assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")


@pytest.mark.parametrize("name", TEMPLATES)
def test_lists_are_lists(name):
    """No point of a list has its dash typed: Word sets it."""
    document = docx.Document(BytesIO(read_bytes("documents", name)))
    assert not [p.text for p in document.paragraphs if p.text.startswith(("–", "-", "•"))]
