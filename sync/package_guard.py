"""What is refused before it is opened: files that are no books, and books made to do harm.

What passes is unpacked here, part by part, and only that is handed on: nothing that a package
hides behind a false size, two entries of one name or a second directory reaches a reader.
"""

import codecs
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import NoReturn

ZIP, ZIPS = b"PK\x03\x04", (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BARE_XLS = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
"""Books of Excel 2 to 5 that stand in no OLE container."""

XLS_PASSWORD = re.compile(
    rb"\x09\x08(?:\x08\x00.{8}|\x10\x00.{16})(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)
"""The record of a password stands at the start of an .xls: calamine does not tell of it."""

DIRECTORY_ENTRY = b"PK\x01\x02"
LARGEST_UNPACKED = 200 * 2**20
LARGEST_RATIO = 100
RATIO_MATTERS = 2**20
"""A part smaller than this does no harm, however well it is packed."""

MOST_PARTS = 10_000
BEFORE_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
"""What XML may hold before its first element; a document type can stand only right behind it."""

WIDE_XML = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<", b"\x00\x00")
"""How XML begins in UTF-16 and UTF-32: calamine finds nothing in it, and says nothing."""

STORED, DEFLATED = 0, 8
LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
UTF8_NAME = 1 << 11

UNUSED = re.compile(
    r"/(?:media|drawings|charts|theme|embeddings|printersettings|comments|worksheets/_rels)|docprops"
)
"""Parts that are never read; a sheet that hides under such a name is simply not there."""


class UnreadableBook(Exception):
    """A file that can't be read as a book; the text says in Russian why and what to do."""


def refuse(why: str) -> UnreadableBook:
    """Make the exception for a file with the reason `why`."""
    return UnreadableBook(why)


SAVE_AS = "Откройте его в Excel или LibreOffice и сохраните как книгу .xlsx."
SEND_BOOK = "Положите на его место книгу .xlsx."
EMPTY = "Файл пуст (0 байт): верните его прежнюю версию или сделайте книгу заново."
DAMAGED = (
    "Файл повреждён или скопирован не до конца. Пришлите его заново; если не поможет, откройте "
    "его в Excel или LibreOffice и сохраните снова."
)
PASSWORD = "Книга закрыта паролем: снимите пароль и сохраните её снова."
BOMB = (
    "Файл при распаковке слишком велик, поэтому он не открывался. Если это настоящая книга, "
    "удалите на её вкладках пустые строки и столбцы с оформлением и сохраните её снова."
)
DOCTYPE = (
    "В книге есть описание типа документа (DOCTYPE), в обычных книгах его не бывает: "
    f"она не открывалась. {SAVE_AS}"
)
ENCODING = f"Книга записана в непривычной кодировке (UTF-16), она не открывалась. {SAVE_AS}"
TEXT = f"Это не книга Excel, а текст (CSV, веб-страница и т. п.) с чужим расширением. {SAVE_AS}"
UNKNOWN = f"Это не книга Excel, а файл другой программы. {SAVE_AS}"
WORD = f"Это документ Word, а не книга Excel. {SEND_BOOK}"
SLIDES = f"Это презентация, а не книга Excel. {SEND_BOOK}"
PICTURE = f"Это картинка, а не книга Excel. {SEND_BOOK}"
OFFICE = f"Это документ LibreOffice, а не таблица. {SEND_BOOK}"
BINARY = f"Это двоичная книга .xlsb, программа таких не читает. {SAVE_AS}"
ARCHIVE = "Это архив, а не книга Excel: распакуйте его и положите сюда саму книгу .xlsx."

FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", f"Это файл PDF, а не книга Excel. {SEND_BOOK}"),
    (b"{\\rtf", f"Это текст RTF, а не книга Excel. {SEND_BOOK}"),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"BM", PICTURE),
    (b"II*\x00", PICTURE),
    (b"MM\x00*", PICTURE),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
)


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of an .xlsx or .ods that a reader needs, unpacked, each of its declared size.

    Names have «/» and the letters they came with. `is_ods` tells the two kinds apart.
    """

    parts: Mapping[str, bytes]
    is_ods: bool


def open_package(content: bytes) -> Package | None:
    """Look at a file by its first bytes: give the package of an .xlsx or .ods, None for an .xls.

    Raises UnreadableBook for everything else, and for a package that is a danger.
    """
    if not content:
        raise refuse(EMPTY)
    if len(content) > LARGEST_UNPACKED:
        raise refuse(BOMB)
    if content.startswith(ZIPS):
        return _package(content)
    if content.startswith(OLE):
        _guard_ole(content)
    elif not content.startswith(BARE_XLS):
        _refuse_foreign(content)
    return None


def _refuse_foreign(content: bytes) -> NoReturn:
    is_text = _is_text(content[:4096])
    for start, words in FOREIGN:
        if content.startswith(start) and not (start == b"BM" and is_text):
            raise refuse(words)
    raise refuse(TEXT if is_text else UNKNOWN)


def _is_text(start: bytes) -> bool:
    """Text has no control bytes but those of lines and tabs; that of UTF-16 has a mark."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", start)


def _guard_ole(content: bytes) -> None:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage") or XLS_PASSWORD.search(content):
        raise refuse(PASSWORD)
    if has("WordDocument"):
        raise refuse(WORD)
    if has("PowerPoint Document"):
        raise refuse(SLIDES)
    if not has("Workbook") and not has("Book"):
        raise refuse(UNKNOWN)


# --- packages ---------------------------------------------------------------------------------


def _package(content: bytes) -> Package:
    if content.count(DIRECTORY_ENTRY) > MOST_PARTS:
        raise refuse(BOMB)
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            start = package.start_dir
    except Exception as error:  # the zip module raises errors of many kinds for a damaged file
        raise refuse(DAMAGED) from error
    _guard_sizes(entries)
    by_name = {entry.filename.replace("\\", "/"): entry for entry in entries}
    is_ods = _guard_kind(by_name, content)
    if len(by_name) < len(entries) or _overlap(entries, start):
        raise refuse(DAMAGED)
    needed = ((name, entry) for name, entry in by_name.items() if _is_needed(name))
    return Package({name: _part(content, entry) for name, entry in needed}, is_ods)


def _is_needed(name: str) -> bool:
    lower = name.lower()
    if not lower.endswith((".xml", ".rels")):
        return lower == "mimetype"
    return not UNUSED.search(lower)


def _guard_sizes(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > LARGEST_UNPACKED or _is_dense(unpacked, packed):
        raise refuse(BOMB)
    if any(_is_dense(entry.file_size, entry.compress_size) for entry in entries):
        raise refuse(BOMB)


def _is_dense(unpacked: int, packed: int) -> bool:
    return unpacked > RATIO_MATTERS and unpacked > LARGEST_RATIO * max(packed, 1)


def _guard_kind(entries: Mapping[str, zipfile.ZipInfo], content: bytes) -> bool:
    """Refuse what is no book; tell whether it is an .ods."""
    names = {name.lower() for name in entries}
    if any(entry.flag_bits & 1 for entry in entries.values()) or "encrypted-package" in names:
        raise refuse(PASSWORD)
    if "xl/workbook.xml" in names:
        return False
    if "xl/workbook.bin" in names:
        raise refuse(BINARY)
    if any(name.startswith("word/") for name in names):
        raise refuse(WORD)
    if any(name.startswith("ppt/") for name in names):
        raise refuse(SLIDES)
    if "mimetype" in entries and "content.xml" in entries:
        return _guard_opendocument(entries, content)
    types = entries.get("[Content_Types].xml")
    if types is None or b"spreadsheetml" not in _part(content, types):
        raise refuse(ARCHIVE)
    return False


def _guard_opendocument(entries: Mapping[str, zipfile.ZipInfo], content: bytes) -> bool:
    if b"opendocument.spreadsheet" not in _part(content, entries["mimetype"]):
        raise refuse(OFFICE)
    manifest = entries.get("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in _part(content, manifest):
        raise refuse(PASSWORD)
    return True


def _overlap(entries: list[zipfile.ZipInfo], end: int) -> bool:
    """Tell whether two entries share bytes: so a small file unpacks to a large one many times."""
    for entry in sorted(entries, key=lambda entry: entry.header_offset, reverse=True):
        if entry.header_offset + LOCAL.size + entry.compress_size > end:
            return True
        end = entry.header_offset
    return False


def _part(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    """Unpack one part: never more bytes than it declares, and not one less."""
    data = _unpacked(content, entry)
    if len(data) != entry.file_size or zlib.crc32(data) != entry.CRC:
        raise refuse(DAMAGED)
    _guard_xml(data)
    return data


def _unpacked(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    """Unpack by zlib itself: the zip module stops at the declared size and asks no further."""
    header = content[entry.header_offset : entry.header_offset + LOCAL.size]
    if len(header) < LOCAL.size or not header.startswith(ZIP):
        raise refuse(DAMAGED)
    start = entry.header_offset + LOCAL.size + sum(LOCAL.unpack(header)[-2:])
    packed = content[start : start + entry.compress_size]
    if entry.compress_type == STORED:
        return packed
    if entry.compress_type != DEFLATED:
        raise refuse(DAMAGED)
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = unpacker.decompress(packed, entry.file_size + 1)
    except zlib.error as error:
        raise refuse(DAMAGED) from error
    if not unpacker.eof:
        raise refuse(DAMAGED)
    return data


def _guard_xml(data: bytes) -> None:
    """Refuse a document type, in small letters too, and an encoding that would hide one."""
    if data.startswith(WIDE_XML):
        hidden = b"<!DOCTYPE" in data.replace(b"\x00", b"").upper()
        raise refuse(DOCTYPE if hidden else ENCODING)
    before = BEFORE_ROOT.match(data)
    start = before.end() if before else 0
    if data[start : start + 9].upper() == b"<!DOCTYPE":
        raise refuse(DOCTYPE)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Give a zip of `parts`, stored as they are: what a reader is handed instead of the file."""
    bodies, directory, offset = [], [], 0
    for name, data in parts.items():
        title, size, crc = name.encode(errors="replace"), len(data), zlib.crc32(data)
        same = (UTF8_NAME, STORED, 0, 0x21, crc, size, size, len(title), 0)
        bodies += [LOCAL.pack(ZIP, 20, *same), title, data]
        directory += [CENTRAL.pack(DIRECTORY_ENTRY, 20, 20, *same, 0, 0, 0, 0, offset), title]
        offset += LOCAL.size + len(title) + size
    length = sum(map(len, directory))
    end = END.pack(b"PK\x05\x06", 0, 0, len(parts), len(parts), length, offset, 0)
    return b"".join((*bodies, *directory, end))


def sheet_like(parts: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Give the parts that hold the cells of a sheet, wherever the package keeps them."""
    for name, data in parts.items():
        if b"sheetData" in data:
            yield name, data
