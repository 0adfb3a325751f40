"""Small templates made for tests, and what can become of a template in people's hands."""

import io
import re
import zipfile

import docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def template(*paragraphs, rows=()):
    """Make a template of paragraphs and, perhaps, a table with one cell a text of `rows`."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=len(rows), cols=1)
        for row, text in zip(table.rows, rows, strict=True):
            row.cells[0].text = text
    return saved(document)


def saved(document):
    """Give the bytes of a document."""
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def repacked(content, change=lambda name, data: data, more=()):
    """Give a package with each part changed by `change` (None leaves it out) and `more` parts."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = change(name, source.read(name))
            if data is not None:
                target.writestr(name, data)
        for name, data in more:
            target.writestr(name, data)
    return output.getvalue()


def replaced(content, part, old, new):
    """Give a package with `old` in a part replaced by `new`."""

    def change(name, data):
        if name == part:
            assert old.encode() in data, old
            return data.replace(old.encode(), new.encode())
        return data

    return repacked(content, change)


def body(xml):
    """Make a template whose body is `xml`."""

    def change(name, data):
        if name != "word/document.xml":
            return data
        return re.sub(rb"(<w:body>).*?(<w:sectPr)", rb"\1" + xml.encode() + rb"\2", data,
                      flags=re.DOTALL)  # fmt: skip

    return repacked(template("x"), change)


def run(text):
    """Give a run."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def with_relation(kind, target, part="word/_rels/document.xml.rels"):
    """Make a template with a relation to something outside."""
    relation = (
        f'<Relationship Id="rIdX" TargetMode="External" Target="{target}" Type="'
        f'http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
    )
    return replaced(
        template("{{ place }}"), part, "</Relationships>", f"{relation}</Relationships>"
    )
