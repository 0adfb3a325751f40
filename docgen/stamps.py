"""What is written into the properties of a document: its date, and digests that tell it."""

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Callable

from docgen.zipping import entries, entry, zipped

AUTHOR = "Взаимо"
CORE = "docProps/core.xml"
CREATED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
PEOPLE = re.compile(rb"(<(dc:creator|cp:lastModifiedBy)>)[^<]*(</)")
REVISION = re.compile(rb"(<cp:revision>)[^<]*(</)")
MODIFIED = re.compile(rb"<dcterms:modified[^>]*>(\d{4}-\d{2}-\d{2})")
IDENTIFIER = re.compile(rb"<dc:identifier>([0-9a-f]*)</dc:identifier>")
CORE_END = b"</cp:coreProperties>"


def settled_core(data: bytes, day: dt.date) -> bytes:
    """Give properties the date `day` and no names of people."""
    data = CREATED.sub(rb"\g<1>" + f"{day.isoformat()}T00:00:00Z".encode() + rb"\g<3>", data)
    data = PEOPLE.sub(rb"\g<1>" + AUTHOR.encode() + rb"\g<3>", data)
    return REVISION.sub(rb"\g<1>1\g<2>", data)


def with_core(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Change the properties of a document; the rest is copied as it is, in a settled form."""
    return zipped(
        entry(CORE, change(one.content)) if one.name == CORE else one for one in entries(content)
    )


def stamped(content: bytes, made_of: str) -> bytes:
    """Write into the properties of a document the digest of what it was made of."""
    identifier = f"<dc:identifier>{made_of}</dc:identifier>".encode()
    return with_core(
        content, lambda data: IDENTIFIER.sub(b"", data).replace(CORE_END, identifier + CORE_END)
    )


def stamp_of(content: bytes) -> str | None:
    """Give the digest that `stamped` wrote; None where there is none."""
    match = search_core(IDENTIFIER, content)
    return match[1].decode() if match else None


def document_date(content: bytes) -> dt.date | None:
    """Give the date in the properties of a document that `render` made; None without one."""
    match = search_core(MODIFIED, content)
    try:
        return dt.date.fromisoformat(match[1].decode()) if match else None
    except ValueError:  # a day that no calendar has
        return None


def search_core(pattern: re.Pattern[bytes], content: bytes) -> re.Match[bytes] | None:
    """Search the properties of a document; people and disks leave anything in its place."""
    try:
        return next(
            (pattern.search(one.content) for one in entries(content) if one.name == CORE), None
        )
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, RuntimeError, ValueError,
            NotImplementedError):  # fmt: skip
        return None
