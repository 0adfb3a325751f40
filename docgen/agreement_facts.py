"""What a signed agreement was made of, carried in the file: the base of its amendments.

The text of a signed agreement never changes, so it is the agreement itself that tells what has
changed since. The facts are a custom property of the document, which Word keeps.
"""

import datetime as dt
import json
import re
import zipfile
import zlib
from dataclasses import asdict
from html import escape, unescape
from io import BytesIO
from typing import Any

from docgen.agreement import AgreementData, Party, Stage, render_agreement

PROPERTY = "Сведения Соглашения"
CUSTOM, TYPES, RELATIONS = "docProps/custom.xml", "[Content_Types].xml", "_rels/.rels"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
FOUND = re.compile(rf'name="{PROPERTY}"[^>]*>\s*<vt:lpwstr>(.*?)</vt:lpwstr>', re.DOTALL)
TYPE = (
    f'<Override PartName="/{CUSTOM}" '
    'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>'
)
RELATION = (
    '<Relationship Id="rIdFacts" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    f'relationships/custom-properties" Target="{CUSTOM}"/></Relationships>'
)
PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{PROPERTY}">'
    "<vt:lpwstr>{}</vt:lpwstr></property></Properties>"
)


def carrying(content: bytes, data: AgreementData) -> bytes:
    """Write the facts of an agreement into its file, in place of properties of its own."""
    output = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(output, "w") as target:
        known = CUSTOM in source.namelist()
        for info in source.infolist():
            part = source.read(info.filename)
            if info.filename == TYPES and not known:
                part = part.replace(b"</Types>", TYPE.encode())
            if info.filename == RELATIONS and not known:
                part = part.replace(b"</Relationships>", RELATION.encode())
            if info.filename != CUSTOM:
                target.writestr(info, part)
        made = zipfile.ZipInfo(CUSTOM, ZIP_DATE)
        made.compress_type = zipfile.ZIP_DEFLATED
        made.external_attr = 0o600 << 16
        text = json.dumps(asdict(data), default=dt.date.isoformat)
        target.writestr(made, PROPERTIES.replace("{}", escape(text)))
    return output.getvalue()


def carried(content: bytes) -> AgreementData | None:
    """Read the facts of an agreement back; None where its file has none that can be read."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            found = FOUND.search(package.read(CUSTOM).decode())
        return _data(json.loads(unescape(found[1]))) if found else None
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError):
        return None


def _data(facts: dict[str, Any]) -> AgreementData:
    days = {name: _day(facts[name]) for name in ("start", "end")}
    return AgreementData(
        **(facts | days)
        | {
            "department": _party(facts["department"]),
            "centre": _party(facts["centre"]),
            "organisations": tuple(map(_party, facts["organisations"])),
            "grounds": tuple(facts["grounds"]),
            "stages": tuple(Stage(**stage) for stage in facts["stages"]),
        }
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _party(facts: dict[str, Any]) -> Party:
    return Party(**(facts | {"branches": tuple(facts["branches"])}))


def render_signed_once(template: bytes, data: AgreementData, day: dt.date) -> bytes:
    """Render the agreement with its facts; TemplateError when the template is broken."""
    return carrying(render_agreement(template, data, day), data)
