"""A .docx as a package: what is refused before it is opened, and the parts that hold text.

A file that is no .docx is told by what it is, so that people know what to do about it.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK"
LARGEST_UNPACKED = 50 * 2**20
LARGEST_TEXT = 8 * 2**20
"""Bytes of a part with text: that of a book of 500 pages."""

MOST_PARTS = 2000
TYPES = "[Content_Types].xml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
MAIN = f"{WORD}document.main+xml"
PLACES = {
    MAIN: "",
    f"{WORD}header+xml": "верхний колонтитул",
    f"{WORD}footer+xml": "нижний колонтитул",
    f"{WORD}footnotes+xml": "сноски",
}
"""Types of the parts that hold text, in the order of rendering, and what people call them."""

SAVE_AS = "Откройте его в Word и сохраните как документ .docx («Файл» – «Сохранить как»)."
EMPTY = "Файл шаблона пуст: верните его прежнее содержание или скопируйте шаблон заново."
PASSWORD = (
    "Шаблон закрыт паролем: снимите пароль («Файл» – «Сведения» – «Защита документа») и "
    "сохраните его снова."
)
OLD = f"Это документ старого формата .doc, хотя назван .docx. {SAVE_AS}"
OTHER_OLE = "Это файл другой программы, а не документ Word: нужен документ .docx."
RTF = f"Это текст .rtf, хотя назван .docx. {SAVE_AS}"
PDF = "Это файл PDF: нужен документ Word .docx, из которого он сделан."
PAGE = f"Это веб-страница, хотя названа .docx. {SAVE_AS}"
FOREIGN = "Это не документ Word: нужен файл .docx."
DAMAGED = "Файл шаблона повреждён или скопирован не до конца: замените его целым документом .docx."
ODT = f"Это документ LibreOffice (.odt), хотя назван .docx. {SAVE_AS}"
BOOK = "Это книга Excel, а не документ Word: нужен файл .docx."
SLIDES = "Это презентация, а не документ Word: нужен файл .docx."
ARCHIVE = "Это архив, а не документ Word: нужен файл .docx."
BOMB = (
    "Файл шаблона при распаковке слишком велик, поэтому он не открывался: уберите из него лишнее "
    "(большие картинки) и сохраните снова."
)
DOTX = f"Это шаблон Word (.dotx), а нужен обычный документ. {SAVE_AS}"
MACRO = (
    "В шаблоне есть макросы или активные элементы, такие шаблоны не открываются: сохраните его "
    "как документ .docx без макросов."
)
DOCTYPE = (
    f"В файле есть описание типа документа (DOCTYPE), в документах Word его не бывает. {SAVE_AS}"
)
ATTACHED = (
    "Шаблон связан с другим файлом («{}»): отсоедините его («Разработчик» – «Шаблон документа» – "
    "«Normal») и сохраните снова."
)
LINKED = (
    "В шаблоне связь с внешним файлом («{}»), такие шаблоны не открываются: вставьте содержимое "
    "без связи («Файл» – «Сведения» – «Изменить связи с файлами» – «Разорвать связь»)."
)
FIELD = (
    "В шаблоне поле {}, которое берёт содержимое из другого файла, такие шаблоны не открываются: "
    "удалите его."
)

STARTS = (
    (b"{\\rtf", RTF),
    (b"%PDF", PDF),
    (b"<!doctype html", PAGE),
    (b"<html", PAGE),
)
INSTRUCTION = re.compile(r"\s*(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT)\b")
ACTIVE = re.compile(r"vbaProject\.bin$|/activeX/|vbaData\.xml$", re.IGNORECASE)
PARSER_OPTIONS = {"resolve_entities": False, "no_network": True, "huge_tree": False}


class TemplateError(Exception):
    """A template that can't be rendered; the text says in Russian what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a .docx by name, and its text parts: name → what people call it."""

    parts: Mapping[str, bytes]
    texts: Mapping[str, str]


def open_package(content: bytes) -> Package:
    """Open a .docx; TemplateError says what it is instead, or why it is refused."""
    if not content:
        raise TemplateError(EMPTY)
    if not content.startswith(ZIP):
        raise TemplateError(_foreign(content))
    parts = _unpacked(content)
    _refuse_active(parts)
    texts = _texts(parts)
    for name in texts:
        if len(parts[name]) > LARGEST_TEXT:
            raise TemplateError(BOMB)
    _refuse_links(parts)
    return Package(parts, texts)


def parsed(content: bytes) -> etree._Element:
    """Parse a part strictly; TemplateError for what is no XML, or carries a document type."""
    if b"<!DOCTYPE" in content[:1024]:
        raise TemplateError(DOCTYPE)
    try:
        return etree.fromstring(content, etree.XMLParser(**PARSER_OPTIONS))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise TemplateError(DAMAGED) from error


def _foreign(content: bytes) -> str:
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return PASSWORD
        return OLD if "WordDocument".encode("utf-16-le") in content else OTHER_OLE
    start = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:16].lower()
    return next((words for begins, words in STARTS if start.startswith(begins.lower())), FOREIGN)


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Unpack all parts, after a look at their declared sizes."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            infos = package.infolist()
            _refuse_sizes(infos)
            if any(info.flag_bits & 1 for info in infos):
                raise TemplateError(PASSWORD)
            return {info.filename: package.read(info) for info in infos if not info.is_dir()}
    except TemplateError:
        raise
    except Exception as error:  # the zip module raises errors of many kinds for a damaged file
        raise TemplateError(DAMAGED) from error


def _refuse_sizes(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
        raise TemplateError(BOMB)


def _texts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Give the parts with text, the body first; TemplateError for what is no .docx."""
    if TYPES not in parts:
        raise TemplateError(_other_zip(parts))
    types = {
        (one.get("PartName") or "").lstrip("/"): one.get("ContentType") or ""
        for one in parsed(parts[TYPES])
    }
    if any("macroEnabled" in kind for kind in types.values()):
        raise TemplateError(MACRO)
    if f"{WORD}template.main+xml" in types.values():
        raise TemplateError(DOTX)
    if MAIN not in types.values():
        raise TemplateError(_other_zip(parts))
    found = {
        name: place
        for kind, place in PLACES.items()
        for name in sorted(types)
        if types[name] == kind and name in parts
    }
    if "" not in found.values():
        raise TemplateError(DAMAGED)
    return found


def _other_zip(parts: Mapping[str, bytes]) -> str:
    if b"opendocument.text" in parts.get("mimetype", b""):
        return ODT
    for start, words in (("xl/", BOOK), ("ppt/", SLIDES), ("word/", DAMAGED)):
        if any(name.startswith(start) for name in parts):
            return words
    return ARCHIVE


def _refuse_active(parts: Mapping[str, bytes]) -> None:
    if any(ACTIVE.search(name) for name in parts):
        raise TemplateError(MACRO)


def _refuse_links(parts: Mapping[str, bytes]) -> None:
    """Refuse what would be fetched from elsewhere; a link that a reader may click is none."""
    for name, content in parts.items():
        if name.endswith(".rels"):
            for link in _external(content):
                raise TemplateError(link)
        elif name.startswith("word/") and name.endswith(".xml") and b"instrText" in content:
            _refuse_fields(content)


def _external(content: bytes) -> Iterator[str]:
    for link in parsed(content):
        kind = (link.get("Type") or "").rsplit("/", 1)[-1]
        if link.get("TargetMode") == "External" and kind != "hyperlink":
            words = ATTACHED if kind == "attachedTemplate" else LINKED
            yield words.format(re.split(r"[\\/]", link.get("Target") or "")[-1])


def _refuse_fields(content: bytes) -> None:
    for node in parsed(content).iter("{*}instrText"):
        match = INSTRUCTION.match(node.text or "")
        if match:
            raise TemplateError(FIELD.format(match[1]))
