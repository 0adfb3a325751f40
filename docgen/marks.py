"""The mark of a document: which version it is, and whether it is still as the program made it.

The mark stands in the description of the file («Свойства»). Two digests tell a file that another
program saved anew, with the same words, from one whose words were changed. The QR code on the
first page, where it is wanted, carries the version and the digest of the words.
"""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from xml.sax.saxutils import escape, unescape

import segno

from docgen.stamps import CORE, CORE_END
from docgen.zipping import Entry, entries, entry, zipped

DOCUMENT, RELATIONS, TYPES = (
    "word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
)  # fmt: skip
IMAGE = "word/media/vzaimo-qr.png"
DESCRIPTION = re.compile(rb"<dc:description>.*?</dc:description>|<dc:description/>", re.DOTALL)
MARK = re.compile(r"Взаимо: (.+); ([0-9a-f]{16}) ([0-9a-f]{8})")
WORDS = re.compile(rb"<w:t(?: [^>]*)?>([^<]*)</w:t>|</w:p>|<w:(?:br|tab)/>")
WITH_WORDS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes)\.xml")
FIRST_PARAGRAPH = re.compile(rb"<w:p(?: [^>]*[^>/])?>(?:<w:pPr>.*?</w:pPr>)?", re.DOTALL)
QR_RUN = re.compile(rb'<w:r><w:drawing xmlns:vzaimo="qr">.*?</w:drawing></w:r>', re.DOTALL)
RELATION = (
    b'<Relationship Id="rIdVzaimoQr" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/image" Target="media/vzaimo-qr.png"/>'
)
TYPE = b'<Override PartName="/word/media/vzaimo-qr.png" ContentType="image/png"/>'
SIDE = 17 * 36000
"""Seventeen millimetres: the code stands in the margin below the text, 20 mm high."""

DRAWING = (
    '<w:r><w:drawing xmlns:vzaimo="qr"><wp:anchor xmlns:wp="http://schemas.openxmlformats.org/'
    'drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0" '
    'simplePos="0" relativeHeight="251659264" behindDoc="0" locked="0" layoutInCell="1" '
    'allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin">'
    '<wp:align>right</wp:align></wp:positionH><wp:positionV relativeFrom="bottomMargin">'
    '<wp:posOffset>36000</wp:posOffset></wp:positionV><wp:extent cx="{side}" cy="{side}"/>'
    '<wp:wrapNone/><wp:docPr id="900001" name="vzaimo-qr" descr="{text}"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData '
    'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://'
    'schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="900001" '
    'name="vzaimo-qr"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip xmlns:r="http://'
    'schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="rIdVzaimoQr"/>'
    '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="{side}" cy="{side}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
)


class Condition(Enum):
    """What became of a file since the program made it."""

    WHOLE = "whole"
    RESAVED = "resaved"
    CHANGED = "changed"
    FOREIGN = "foreign"


UNCHANGED = (Condition.WHOLE, Condition.RESAVED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which version a file says it is, and its condition; no name for a foreign file."""

    condition: Condition
    name: str = ""


def marked(content: bytes, name: str, qr: bool) -> bytes:
    """Mark a document as the version `name` («Соглашение, ред. 3»); `qr` draws the code."""
    parts = entries(content)
    words = _words_digest(parts)
    mark = f"Взаимо: {name}; {_content_digest(parts)} {words}"
    if qr:
        parts = _with_code(parts, f"{name}, {words}")
    return zipped(
        _changed(one, lambda data: _described(data, mark)) if one.name == CORE else one
        for one in parts
    )


def _described(core: bytes, mark: str) -> bytes:
    described = f"<dc:description>{escape(mark)}</dc:description>".encode()
    return DESCRIPTION.sub(b"", core).replace(CORE_END, described + CORE_END)


def verify(content: bytes) -> Verdict:
    """Tell which version a file is and whether it was changed."""
    try:
        parts = entries(content)
        core = next(one.content for one in parts if one.name == CORE)
        match = MARK.search(unescape(core.decode()))
        if match is None:
            return Verdict(Condition.FOREIGN)
        name, whole, words = match.groups()
        if _content_digest(parts) == whole:
            return Verdict(Condition.WHOLE, name)
        same = _words_digest(parts) == words
        return Verdict(Condition.RESAVED if same else Condition.CHANGED, name)
    except (zipfile.BadZipFile, zlib.error, StopIteration, KeyError, OSError, RuntimeError,
            ValueError, NotImplementedError):  # fmt: skip
        return Verdict(Condition.FOREIGN)


def _content_digest(parts: Iterable[Entry]) -> str:
    """Digest all but the properties and the code."""
    told = hashlib.blake2b(digest_size=8)
    for one in sorted(map(_without_code, parts)):
        if not one[0].startswith("docProps/") and one[0] != IMAGE:
            told.update(repr(one).encode())
    return told.hexdigest()


def _without_code(one: Entry) -> tuple[str, int, int]:
    """Give the name, CRC and size of a part without what belongs to the code."""
    if one.name not in (DOCUMENT, RELATIONS, TYPES):
        return one.name, one.crc, one.size
    data = QR_RUN.sub(b"", one.content).replace(RELATION, b"").replace(TYPE, b"")
    return one.name, zlib.crc32(data), len(data)


def _words_digest(parts: Sequence[Entry]) -> str:
    """Digest the words: however a program cuts them into runs, and spaces between them."""
    texts = [
        b"".join(match[1] if match[1] is not None else b" " for match in WORDS.finditer(data))
        for one in sorted(parts, key=lambda one: one.name)
        if WITH_WORDS.fullmatch(one.name) and (data := one.content)
    ]
    words = sorted(" ".join(unescape(text.decode()).split()) for text in texts)
    return hashlib.blake2b("\n".join(filter(None, words)).encode(), digest_size=4).hexdigest()


def _with_code(parts: Sequence[Entry], text: str) -> list[Entry]:
    """Draw the code at the lower right of the first page, where there is a paragraph to hold it."""
    drawing = DRAWING.format(side=SIDE, text=escape(f"QR-код: {text}", {'"': "&quot;"})).encode()
    changes: dict[str, Callable[[bytes], bytes]] = {
        DOCUMENT: lambda data: FIRST_PARAGRAPH.sub(lambda m: m[0] + drawing, data, count=1),
        RELATIONS: lambda data: data.replace(b"</Relationships>", RELATION + b"</Relationships>"),
        TYPES: lambda data: data.replace(b"</Types>", TYPE + b"</Types>"),
    }
    if not changes.keys() <= {one.name for one in parts}:
        return list(parts)
    drawn = [_changed(one, changes[one.name]) if one.name in changes else one for one in parts]
    return [*drawn, entry(IMAGE, _code(text))]


def _changed(one: Entry, change: Callable[[bytes], bytes]) -> Entry:
    return entry(one.name, change(one.content))


def _code(text: str) -> bytes:
    output = BytesIO()
    segno.make(text, error="m", micro=False).save(output, kind="png", scale=6, border=2)
    return output.getvalue()
