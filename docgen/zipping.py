"""Zip files as lists of entries that stay compressed: what does not change is copied as it is."""

import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
UTF8_NAME = 1 << 11
DEFLATED = 8
FIRST_DAY = 0x21
"""1 January 1980: every entry has the same date, so that the same document has the same bytes."""

LEVEL = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a zip: its name, the CRC and size of its content, the deflated content."""

    name: str
    crc: int
    size: int
    deflated: bytes

    @property
    def content(self) -> bytes:
        """The content."""
        return zlib.decompress(self.deflated, -zlib.MAX_WBITS)


def entry(name: str, content: bytes) -> Entry:
    """Make an entry of `content`."""
    deflater = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    deflated = deflater.compress(content) + deflater.flush()
    return Entry(name, zlib.crc32(content), len(content), deflated)


def zipped(entries: Iterable[Entry]) -> bytes:
    """Give the zip of `entries`: the same entries give the same bytes."""
    bodies, directory, offset = [], [], 0
    for one in entries:
        name = one.name.encode()
        head = (UTF8_NAME, DEFLATED, 0, FIRST_DAY, one.crc, len(one.deflated), one.size, len(name))
        bodies += [LOCAL.pack(b"PK\x03\x04", 20, *head, 0), name, one.deflated]
        directory += [CENTRAL.pack(b"PK\x01\x02", 20, 20, *head, 0, 0, 0, 0, 0, offset), name]
        offset += LOCAL.size + len(name) + len(one.deflated)
    length = sum(map(len, directory))
    count = len(directory) // 2
    end = END.pack(b"PK\x05\x06", 0, 0, count, count, length, offset, 0)
    return b"".join((*bodies, *directory, end))


def entries(content: bytes) -> list[Entry]:
    """Give the entries of a zip, in its order; zipfile.BadZipFile for what is none."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        return [_taken(package, info, content) for info in package.infolist()]


def _taken(package: zipfile.ZipFile, info: zipfile.ZipInfo, content: bytes) -> Entry:
    if info.compress_type != DEFLATED or info.flag_bits & 1:
        return entry(info.filename, package.read(info))
    head = content[info.header_offset : info.header_offset + LOCAL.size]
    if len(head) < LOCAL.size:
        raise zipfile.BadZipFile(info.filename)
    start = info.header_offset + LOCAL.size + sum(LOCAL.unpack(head)[-2:])
    deflated = content[start : start + info.compress_size]
    return Entry(info.filename, info.CRC, info.file_size, deflated)
