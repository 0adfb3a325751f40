"""What is refused before it is opened: files that are no books, and books made to do harm."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LARGEST_UNPACKED = 200 * 2**20
LARGEST_RATIO = 100
RATIO_MATTERS = 2**20
"""A part smaller than this does no harm, however well it is packed."""

MOST_PARTS = 10_000
DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
PROLOGUE = 65_536
"""A document type can stand only before the first element: so many bytes are looked at."""


class UnreadableBook(Exception):
    """A file that can't be read as a book; the text says in Russian why and what to do."""


def refuse(why: str) -> UnreadableBook:
    """Make the exception for a file with the reason `why`."""
    return UnreadableBook(why)


SAVE_AS = "Откройте его в Excel или LibreOffice и сохраните как книгу .xlsx."
DAMAGED = "Файл повреждён или скопирован не до конца: пришлите его заново."
PASSWORD = "Книга закрыта паролем: снимите пароль и сохраните её снова."
BOMB = "Файл при распаковке слишком велик: это не обычная книга, она не открывалась."

FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "Это файл PDF, а не книга Excel."),
    (b"{\\rtf", "Это текст RTF, а не книга Excel."),
    (b"\x89PNG", "Это картинка, а не книга Excel."),
    (b"\xff\xd8\xff", "Это картинка, а не книга Excel."),
    (b"GIF8", "Это картинка, а не книга Excel."),
    (b"Rar!", "Это архив RAR, а не книга Excel: распакуйте его."),
    (b"7z\xbc\xaf", "Это архив 7-Zip, а не книга Excel: распакуйте его."),
)


def open_package(content: bytes) -> zipfile.ZipFile | None:
    """Look at a file by its first bytes: give the package of an .xlsx or .ods, None for an .xls.

    Raises UnreadableBook for everything else, and for a package that is a danger.
    """
    if not content:
        raise refuse("Файл пуст: верните его прежнюю версию или сделайте книгу заново.")
    for start, words in FOREIGN:
        if content.startswith(start):
            raise refuse(words)
    if content.startswith(OLE):
        _guard_ole(content)
        return None
    if content.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")):
        return None
    if not content.startswith(ZIP):
        raise refuse(f"Это не книга Excel, а текст или файл другой программы. {SAVE_AS}")
    try:
        package = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refuse(DAMAGED) from error
    _guard_package(package)
    return package


def _guard_ole(content: bytes) -> None:
    def names(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if names("EncryptedPackage"):
        raise refuse(PASSWORD)
    if names("WordDocument"):
        raise refuse("Это документ Word, а не книга Excel.")
    if names("PowerPoint Document"):
        raise refuse("Это презентация, а не книга Excel.")
    if not names("Workbook") and not names("Book"):
        raise refuse(f"Это не книга Excel. {SAVE_AS}")


def _guard_package(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    _guard_sizes(parts)
    names = {part.filename for part in parts}
    if any(name.startswith("word/") for name in names):
        raise refuse("Это документ Word, а не книга Excel.")
    if any(name.startswith("ppt/") for name in names):
        raise refuse("Это презентация, а не книга Excel.")
    if "xl/workbook.bin" in names:
        raise refuse(f"Это двоичная книга .xlsb. {SAVE_AS}")
    if "xl/workbook.xml" not in names and "content.xml" not in names and not _finds_book(package):
        raise refuse(f"Это архив, но не книга Excel. {SAVE_AS}")


def _finds_book(package: zipfile.ZipFile) -> bool:
    """Look for a workbook under another name than the usual one."""
    try:
        types = package.read("[Content_Types].xml")
    except (KeyError, zipfile.BadZipFile, OSError):
        return False
    return b"spreadsheetml" in types


def _guard_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise refuse(BOMB)
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > LARGEST_UNPACKED or _is_dense(unpacked, packed):
        raise refuse(BOMB)
    if any(_is_dense(part.file_size, part.compress_size) for part in parts):
        raise refuse(BOMB)
    if any(part.flag_bits & 1 for part in parts):
        raise refuse(PASSWORD)


def _is_dense(unpacked: int, packed: int) -> bool:
    return unpacked > RATIO_MATTERS and unpacked > LARGEST_RATIO * max(packed, 1)


def xml_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Give the name and bytes of each XML part, refusing document types and false sizes.

    The zip module stops at the size that a part declares and then finds the checksum wrong: so
    no part unpacks to more than was counted.
    """
    for part in package.infolist():
        if not part.filename.endswith((".xml", ".rels")):
            continue
        try:
            data = package.read(part)
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
            raise refuse(DAMAGED) from error
        except Exception as error:  # zlib.error has no common base with the others
            raise refuse(DAMAGED) from error
        if DOCTYPE.search(data[:PROLOGUE]) or _hides_doctype(data):
            raise refuse(
                "В книге есть описание типа документа (DOCTYPE), в обычных книгах его не бывает: "
                f"она не открывалась. {SAVE_AS}"
            )
        yield part.filename, data


def _hides_doctype(data: bytes) -> bool:
    """See through UTF-16."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
        return False
    return b"<!DOCTYPE" in data[:PROLOGUE].replace(b"\x00", b"").upper()
