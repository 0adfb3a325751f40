"""Whatever people do to a template is told in Russian: what is wrong, where, what to do."""

import io
import zipfile

import docx
import pytest

from docgen.rendering import TemplateError, render
from docgen.template_check import ANY_DAY, troubles
from docgen.template_names import Variable
from tests.docgen.templates import (
    body,
    repacked,
    replaced,
    run,
    saved,
    template,
    with_relation,
)

PARTY = {"name": Variable("Наименование", "МБОУ «Первая»"), "inn": Variable("ИНН", "2413")}
NAMES = {
    "place": Variable("Место", "с. Ермаковское"),
    "year": Variable("Год", "2021–2022"),
    "copies": Variable("Экземпляров", 3),
    "centre": Variable("Центр", fields=PARTY),
    "parties": Variable("Стороны", fields=PARTY, listed=True),
    "grounds": Variable("Основания", "Закон", listed=True),
}
VALUES = {name: one.exemplar() for name, one in NAMES.items()}
SOUND = template(
    "{{ place }}", "{%p for party in parties %}", "{{ loop.index }}. {{ party.name }}",
    "{%p endfor %}", rows=["{%tr for text in grounds %}", "{{ text }}", "{%tr endfor %}"],
)  # fmt: skip


def ole(stream):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + stream.encode("utf-16-le")


def zipped(**parts):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/"), data)
    return output.getvalue()


def encrypted_zip():
    """Set the flag of encryption at every entry."""
    content = bytearray(SOUND)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def in_header(text):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = text
    return saved(document)


def in_cells(*texts):
    document = docx.Document()
    row = document.add_table(rows=1, cols=len(texts)).rows[0]
    for cell, text in zip(row.cells, texts, strict=True):
        cell.text = text
    return saved(document)


def of_type(old, new):
    return replaced(SOUND, "[Content_Types].xml", old, new)


LINK = f'<w:p>{run("{{ pla")}<w:hyperlink w:anchor="x">{run("ce }}")}</w:hyperlink></w:p>'
INSERTED = f'<w:p>{run("{{ pla")}<w:ins w:id="1" w:author="a">{run("ce }}")}</w:ins></w:p>'
FIELD = '<w:p><w:r><w:instrText>INCLUDETEXT "C:/a.docx"</w:instrText></w:r></w:p>'
BOMB = [("word/media/a.bin", bytes(60 * 2**20))]
DOCUMENT = "wordprocessingml.document.main+xml"

CASES = {
    # names
    "unknown name": (template("Село", "{{ palce }}"),
        "абзац 2 («{{ palce }}»): неизвестное имя «palce». Может быть, нужно «place»?"),
    "nothing like it": (template("{{ qwertyuiop }}"), "неизвестное имя «qwertyuiop»."),
    "unknown field": (template("{{ centre.nmae }}"),
        "неизвестное имя «nmae» после «centre.». Может быть, нужно «name»?"),
    "unknown field of an item": (template("{% for p in parties %}{{ p.adress }}{% endfor %}"),
        "неизвестное имя «adress» после «p.»"),
    "field of a list": (template("{{ parties.name }}"),
        "parties – список: его поля видны внутри цикла {% for one in parties %}"),
    "field of a text": (template("{{ place.name }}"), "у «place» нет полей"),
    "loop over a text": (template("{% for one in place %}x{% endfor %}"), "place – не список"),
    "name after its loop": (template("{% for p in parties %}{{ p.name }}{% endfor %}{{ p.name }}"),
        "неизвестное имя «p»"),
    "name in a branch never taken": (template("{% if copies > 9 %}{{ extra }}{% endif %}"),
        "неизвестное имя «extra»"),
    "name in a header": (in_header("{{ yaer }}"),
        "верхний колонтитул, абзац 1 («{{ yaer }}»): неизвестное имя «yaer»"),
    "name in a row": (
        template("x", rows=["{%tr for t in grounds %}", "{{ txet }}", "{%tr endfor %}"]),
        "абзац 3 («{{ txet }}»): неизвестное имя «txet»"),
    # blocks
    "loop not closed": (template("Начало", "{%p for p in parties %}", "{{ p.name }}"),
        "абзац 2 («{%p for p in parties %}»): начатое тегом {%p for p in parties %} не закончено: "
        "нет тега «endfor»"),
    "condition not closed": (template("{% if year %}да"), "нет тега «endif»"),
    "two ends crossed": (
        template("{% for p in parties %}", "{% if year %}", "{% endfor %}", "{% endif %}"),
        "тег {% endfor %} стоит там, где должен быть «endif» для тега {% if year %} (абзац 2"),
    "end of nothing": (template("{% endif %}"), "тег {% endif %} ничего не закрывает: нет «if»"),
    "else outside": (template("{% else %}"), "тег {% else %} стоит не внутри {% if %}"),
    "ends of two kinds": (template("{%p for p in parties %}", "{{ p.name }}{% endfor %}"),
        "но они разного рода: напишите «{%p endfor %}»"),
    "row outside a table": (template("{%tr for p in parties %}", "{%tr endfor %}"),
        "стоит вне таблицы: там нужен тег абзаца, «{%p»"),
    "text that would vanish": (template("{%p if year %} Год {{ year }}", "{%p endif %}"),
        "стоит на месте всего абзаца, а там ещё «Год {{ year }}»"),
    "cells that would vanish": (
        in_cells("{%tr for p in parties %}", "{{ p.name }}", "{%tr endfor %}"),
        "стоит на месте всей строки таблицы, а там ещё"),
    # tags
    "tag not closed": (template("{{ place", "дальше"), "тег открыт скобками «{{» и не закрыт"),
    "tag over two paragraphs": (template("{{ place", "}}"), "«}}» ничего не закрывают"),
    "space in the brackets": (template("{ { place } }"), "между скобками «{ {» стоит пробел"),
    "one bracket": (template("{{ place }"), "не закрыт в том же абзаце: допишите «}}»"),
    "curly quotes": (template("{% if year == «2021» %}да{% endif %}"),
        "типографская кавычка ««»: в тегах кавычки прямые"),
    "low quotes": (template("{{ place|default(„нет“) }}"), "типографская кавычка «„»"),
    "torn by a link": (body(LINK), "тег {{ place }} разорван: часть его стоит в ссылке"),
    "torn by a correction": (body(INSERTED), "разорван"),
    "unknown filter": (template("{{ place|shout }}"), "неизвестный фильтр «shout»"),
    "unknown statement": (template("{% iff year %}"), "ошибка записи"),
    "half an expression": (template("{{ copies + }}"), "ошибка записи"),
    "empty tag": (template("{{ }}"), "ошибка записи"),
    "sum of a text and a number": (template("{{ place + copies }}"), "нельзя вычислить"),
    "a list printed": (template("{{ grounds }}"), "на месте одного значения стоит список"),
    "loop that begins in a table and ends outside": (
        body(f'<w:tbl><w:tr><w:tc><w:p>{run("{%p for p in parties %}")}</w:p></w:tc></w:tr></w:tbl>'
             f'<w:p>{run("{%p endfor %}")}</w:p>'),
        "получается не документ"),
    "cell not closed": (in_cells("{%tc if year %}", "{{ place }}"), "нет тега «endif»"),
    # code
    "macro": (template("{% macro f() %}{% endmacro %}"), "свои макросы"),
    "include": (template("{% include '/etc/passwd' %}"), "вставка другого файла"),
    "inside of Python": (template("{{ place.__class__ }}"), "подчёркиванием в начале"),
    "call": (template("{{ place.upper() }}"), "вызов «place.upper(…)»"),
    "endless": (template("{% for a in range(99999) %}" * 2 + "{% endfor %}" * 2),
        "не кончился бы"),
    # files
    "empty file": (b"", "Файл шаблона пуст"),
    "password": (ole("EncryptedPackage"), "закрыт паролем"),
    "old Word": (ole("WordDocument"), "старого формата .doc"),
    "other program": (ole("Workbook"), "файл другой программы"),
    "RTF": (b"{\\rtf1\\ansi text}", ".rtf"),
    "PDF": (b"%PDF-1.7", "файл PDF"),
    "web page": (b"\xef\xbb\xbf<!DOCTYPE html><html>", "веб-страница"),
    "plain text": ("Соглашение".encode(), "не документ Word"),
    "truncated": (SOUND[: len(SOUND) // 2], "скопирован не до конца"),
    "encrypted zip": (encrypted_zip(), "закрыт паролем"),
    "OpenDocument": (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), ".odt"),
    "Excel": (zipped(xl__workbook=b"x"), "книга Excel"),
    "archive": (zipped(a=b"x"), "архив"),
    "lost body": (
        repacked(SOUND, lambda n, d: None if n == "word/document.xml" else d), "повреждён"),
    "XML cut off": (replaced(SOUND, "word/document.xml", "</w:body>", ""), "повреждён"),
    "dotx": (of_type(DOCUMENT, "wordprocessingml.template.main+xml"), ".dotx"),
    "docm": (of_type("application/vnd.openxmlformats-officedocument." + DOCUMENT,
        "application/vnd.ms-word.document.macroEnabled.main+xml"), "макросы"),
    "macro inside": (repacked(SOUND, more=[("word/vbaProject.bin", b"x")]), "макросы"),
    "active element": (repacked(SOUND, more=[("word/activeX/activeX1.bin", b"x")]), "макросы"),
    "attached template": (with_relation("attachedTemplate", "file:///C:/Normal2.dotm"),
        "связан с другим файлом («Normal2.dotm»)"),
    "linked picture": (with_relation("image", "http://example.ru/a.png"),
        "связь с внешним файлом («a.png»)"),
    "field that reads a file": (body(FIELD), "поле INCLUDETEXT"),
    "document type": (replaced(SOUND, "word/document.xml", "<w:document ",
        '<!DOCTYPE a [<!ENTITY b "c">]><w:document '), "DOCTYPE"),
    "zip bomb": (repacked(SOUND, more=BOMB), "слишком велик"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "words"), CASES.values(), ids=CASES)
def test_what_is_wrong_is_told_with_its_place(content, words):
    """Every broken template has one clear message at least, and the document is not made.

    A name is told though the branch that it stands in is never taken.
    """
    said = [str(one) for one in troubles(content, NAMES)]
    assert any(words in one for one in said), said
    assert all(one.endswith((".", "?")) for one in said)
    if words != "неизвестное имя «extra»":
        with pytest.raises(TemplateError):
            render(content, VALUES, ANY_DAY)


def test_the_battery_is_large():
    """There are more kinds of broken templates than the 25 that were asked for."""
    assert len(CASES) > 25


def test_all_troubles_are_told_at_once():
    """Of a template with three faults all three are told."""
    said = troubles(template("{{ palce }}", "{{ yaer }}", "{{ centre.iin }}"), NAMES)
    assert [one.where.split(" (")[0] for one in said] == ["абзац 1", "абзац 2", "абзац 3"]


@pytest.mark.parametrize(
    "content",
    [
        SOUND,
        body(f"<w:p>{run('{')}{run('{ pla')}{run('ce }')}{run('}')}</w:p>"),
        template("{% if year == “2021” %}да{% endif %}"),
        template("{{ place|default(‘нет’)|upper }}"),
        template("{# «заметка» #}{{ place }}"),
        template("{% if place == '«2021»' %}да{% endif %}"),
        template("{% set name = centre.name %}{{ name }}"),
        template("{{ parties[0].name }} {{ (parties|first).inn }} {{ centre['name'] }}"),
        template("{% for p in parties if p.inn %}{{ ', ' if not loop.last }}{% endfor %}"),
        template("{% if unknown is defined %}да{% endif %}"),
        with_relation("hyperlink", "https://example.ru"),
    ],
    ids=["plain", "torn runs", "curly", "single curly", "comment", "quoted", "set", "places",
         "filtered loop", "defined", "a link to click"],
)  # fmt: skip
def test_what_is_right_is_not_complained_of(content):
    """What Word does to a tag and docxtpl heals is no fault; nor is a link for the reader."""
    assert troubles(content, NAMES) == []
    render(content, VALUES, ANY_DAY)
