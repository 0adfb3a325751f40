"""The templates of all documents: sound, fully described, and true to whatever people type."""

import datetime as dt
import io
import json
import os
import pickle
import re
import subprocess
import sys
import zipfile
from unittest.mock import patch

import docx
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from docgen.amendment import Alteration, AmendmentData, render_amendment
from docgen.membership import render_membership
from docgen.rendering import CORE, Picture, render
from docgen.template_names import TEXTS
from sync.cli import main
from sync.demo import TODAY
from sync.documents import (
    ACCESSION,
    AMENDMENT,
    KINDS,
    PROJECT,
    WITHDRAWAL,
    Document,
    documents,
)
from sync.folder import BOOKS, SUMMARY
from sync.intake import take_in
from sync.passes import understand
from sync.resources import read_bytes
from sync.state import State
from sync.template_checks import check_template, variables
from tests.docgen.templates import template
from tests.docgen.test_membership import PAPER
from tests.sync.people import OYA, copy, silent, store, type_into

DAY = dt.date(2022, 3, 1)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63"
    "6460f8cf0000020401019dbf5cb60000000049454e44ae426082"
)


@pytest.fixture(scope="session")
def report(passed, tmp_path_factory):
    """The report of a district of five, from which all documents are made."""
    folder = copy(passed, tmp_path_factory.mktemp("templates") / "район")
    state = State(folder / ".vzaimo")
    district = store(folder)
    intake = take_in(district, district.entries(), {}, {}, TODAY, silent)
    understood = understand(district, state, intake, TODAY)
    state.close()
    return understood.report


PARTY = PAPER.party
AMENDED = AmendmentData(
    PAPER.agreement, PARTY, PARTY, (PARTY,), (Alteration("Срок", "год", "два года"),)
)
AFTER_SIGNING = (
    Document(AMENDMENT, PROJECT, AMENDED, render_amendment),
    Document(ACCESSION, PROJECT, PAPER, render_membership),
    Document(WITHDRAWAL, PROJECT, PAPER, render_membership),
)
"""Papers that no district has before its agreement is signed."""


@pytest.fixture(scope="session")
def values(report):
    """What the template of each document is given: kind → values of the first such document."""
    seen = {}
    for document in (*documents(report), *AFTER_SIGNING):
        if document.name not in seen:
            given_values = seen[document.name] = {}

            def rendered(ready, values, day, given_values=given_values):
                given_values.update(values)
                return template("")

            with patch("docgen.rendering._rendered", rendered):
                document.render(template_of(document.name), document.data, DAY)
    return {kind: seen[kind] for kind in KINDS}


def template_of(kind):
    return read_bytes("documents", KINDS[kind].template)


@pytest.mark.parametrize("kind", KINDS)
def test_built_in_templates_are_sound(kind):
    """The check finds nothing in the templates that the program brings with it."""
    assert check_template(template_of(kind), kind) == []


def test_the_list_of_names_has_every_document():
    """Every document has its names in variables.yaml, and no other has."""
    assert list(variables()) == list(KINDS)


def names_of(value):
    """Give every name among values, with those above it; items of lists are one."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (name,)
            yield from ((name, *below) for below in names_of(inner))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from names_of(inner)


def listed_names(listed):
    for name, one in listed.items():
        yield (name,)
        yield from ((name, *below) for below in listed_names(one.fields))


@pytest.mark.parametrize("kind", KINDS)
def test_the_list_of_names_is_true(values, kind):
    """No name that a template is given is left out; what is listed is given.

    A name may be missing from the values only where the list or group above it is empty.
    """
    given_names, listed = set(names_of(values[kind])), set(listed_names(variables()[kind]))
    assert given_names <= listed
    parents = {name[:-1] for name in given_names}
    assert {name for name in listed - given_names if name[:-1] in parents} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_docxtpl_makes_the_same_document(values, kind):
    """Plain docxtpl gives the same parts with the same content but for the properties."""
    ours = parts(render(template_of(kind), cut(values[kind], lambda text: text), DAY))
    plain = DocxTemplate(io.BytesIO(template_of(kind)))
    plain.render(cut(values[kind], lambda text: text), autoescape=True)
    output = io.BytesIO()
    plain.save(output)
    theirs = parts(output.getvalue())
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        read = {name: package.read(name) for name in package.namelist() if name != CORE}
    types = etree.fromstring(read.pop("[Content_Types].xml"))
    return {name: (type_of(name, types), canonical(name, data)) for name, data in read.items()}


def type_of(name, types):
    """Give the type of a part, whether it is told of the part itself or of its ending."""
    told = {one.get("PartName") or one.get("Extension"): one.get("ContentType") for one in types}
    return told.get(f"/{name}") or told[name.rsplit(".", 1)[-1]]


def canonical(name, data):
    """Give XML so that the same content is the same text; that of relations has no order."""
    if not name.endswith((".xml", ".rels")):
        return data
    root = etree.fromstring(data)
    if name.endswith(".rels"):
        return sorted(etree.tostring(one, method="c14n") for one in root)
    return etree.tostring(root, method="c14n")


# --- whatever is typed ------------------------------------------------------------------------

AWKWARD = [
    "&", "<", ">", "{{", "}}", "{%", "{_{", "{{ place }}", "{% for x in y %}", "\n", "\t", "😀",
    "«»", '"', "'", "&amp;", "<w:p>", "]]>", "\u00a0", "a" * 300, "ы" * 300, "\\1", "%s", "=1+1",
    "\u200f", "é", "e\u0301", "_x000D_",
]  # fmt: skip
PIECE = re.compile("(Ѫ\\d+Ѫ)(.*?)\\1", re.DOTALL)
"""A value between its marks, which nobody types."""

TYPED = st.lists(
    st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=9),
    max_size=4,
).map("".join)


def cut(value, text):
    """Give values with some items of each list and each text replaced; no pictures."""
    if isinstance(value, dict):
        return {name: cut(inner, text) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [cut(inner, text) for inner in value[: 2 if holds_groups(value) else TEXTS]]
    if isinstance(value, Picture):
        return text("")
    return text(value) if isinstance(value, str) else value


def holds_groups(value):
    """Tell lists of groups from those of texts, some of which templates know by place."""
    return any(isinstance(inner, dict) for inner in value)


def numbered(value, typed):
    """Give values with each text replaced by `typed` between two marks of its number."""
    marks = []

    def mark(text):
        marks.append(f"Ѫ{len(marks)}Ѫ")
        return f"{marks[-1]}{typed}{marks[-1]}"

    return cut(value, mark), marks


def text_of(content):
    document = docx.Document(io.BytesIO(content))
    return "\n".join(Paragraph(one, None).text for one in document.element.body.iter(qn("w:p")))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(typed=TYPED)
def test_every_value_stands_in_the_document_unchanged(values, kind, typed):
    """What people typed comes out as it was, in every place where a plain text comes out."""
    plain, _ = numbered(values[kind], "")
    expected = [mark for mark, _ in PIECE.findall(text_of(render(template_of(kind), plain, DAY)))]
    assert expected
    awkward, _ = numbered(values[kind], typed)
    shown = text_of(render(template_of(kind), awkward, DAY))
    kept = typed.replace("\ufffe", "").replace("\uffff", "")
    pieces = dict(PIECE.findall(shown))
    assert {mark: pieces.get(mark) for mark in expected} == dict.fromkeys(expected, kept)


@pytest.mark.parametrize("kind", KINDS)
def test_empty_values(values, kind):
    """With every text empty and every list empty the document is made and opens."""
    for made in (cut(values[kind], lambda text: ""), emptied(values[kind])):
        text_of(render(template_of(kind), made, DAY))


def emptied(value):
    if isinstance(value, dict):
        return {name: emptied(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [] if holds_groups(value) else value
    return "" if isinstance(value, str) else value


def test_a_picture_that_is_none(values):
    """In the place of a picture that is not there nothing stands; the smallest one is drawn."""
    for kind, own in values.items():
        if any(isinstance(one, Picture) for one in leaves(own)):
            text_of(render(template_of(kind), cut(own, lambda text: text), DAY))
            text_of(render(template_of(kind), with_pictures(own, PNG), DAY))


def leaves(value):
    if isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from leaves(inner)
    else:
        yield value


def with_pictures(value, png):
    if isinstance(value, dict):
        return {name: with_pictures(inner, png) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [with_pictures(inner, png) for inner in value[:2]]
    return Picture(png, 10, "Рисунок") if isinstance(value, Picture) else value


@pytest.mark.parametrize("number", [0, 500])
def test_no_events_and_five_hundred(values, number):
    """The plan of a year without events is made, and that of one with five hundred."""
    own = values["plan"]
    event = own["groups"][0]["events"][0]
    groups = [{"title": "Март", "events": [event] * number}] if number else []
    made = render(template_of("plan"), own | {"groups": groups, "undated": []}, DAY)
    assert text_of(made).count(event["event"]) == number


# --- the same bytes ---------------------------------------------------------------------------

DIGESTS = """
import datetime as dt, hashlib, json, pickle, sys, time_machine
from docgen.marks import marked
from docgen.rendering import render, stamped
with time_machine.travel(sys.argv[1]), open(sys.argv[2], "rb") as file:
    told = {}
    for kind, (template, values) in pickle.load(file).items():
        made = render(template, values, dt.date(2022, 3, 1))
        whole = stamped(marked(made, "Соглашение, ред. 2", True), "ab12")
        told[kind] = hashlib.sha256(whole).hexdigest()
print(json.dumps(told))
"""
PLACES = [
    ("0", "UTC", "1985-01-01T00:00:00"),
    ("1", "Asia/Krasnoyarsk", "2022-12-31T23:59:59"),
    ("2", "America/Adak", "2030-06-01T12:00:00"),
]


def test_same_bytes_in_every_process(values, tmp_path):
    """Hash seed, time zone and clock of a process leave no trace in any document."""
    given_file = tmp_path / "values"
    given_file.write_bytes(pickle.dumps({k: (template_of(k), v) for k, v in values.items()}))
    told = []
    for seed, zone, clock in PLACES:
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        command = [sys.executable, "-c", DIGESTS, clock, str(given_file)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        told.append(json.loads(done.stdout))
    assert told[0].keys() == KINDS.keys()
    assert told[0] == told[1] == told[2]
    assert len(set(told[0].values())) == len(KINDS)


# --- the command line -------------------------------------------------------------------------


def vz(capsys, *args):
    with pytest.raises(SystemExit) as ended:
        main([str(arg) for arg in args])
    return ended.value.code, capsys.readouterr().out


def test_the_check_names_the_file_and_the_paragraph(district, capsys):
    """`vzaimo templates check` looks at the district's own templates, and at the built-in ones."""
    assert vz(capsys, "templates", "check", district)[0] == 0
    assert vz(capsys, "templates", district)[0] == 0
    own = district / "Шаблоны" / f"{KINDS['plan'].title}.docx"
    document = docx.Document(own)
    document.add_paragraph("{{ municipalty }}")
    document.save(own)
    (district / "Шаблоны" / "Приказ обо всём.docx").write_bytes(b"x")
    code, said = vz(capsys, "templates", "check", district)
    assert code == 1
    assert f"Шаблоны/{own.name}:\n" in said
    assert "неизвестное имя «municipalty». Может быть, нужно «municipality»?" in said
    assert "Такого документа нет, файл не используется" in said
    assert "Шаблоны/Соглашение.docx: ошибок нет." in said


def test_documents_without_a_pass(district, capsys):
    """`vzaimo documents` makes what changed of the documents that are named, and no book."""
    summary = (district / SUMMARY).read_bytes()
    type_into(district / BOOKS / OYA, "План ОО", "C5", "Круглый стол «Вместе»")
    code, said = vz(capsys, "documents", district, "--only", "план совместных")
    assert (code, said.count("сделан")) == (0, 1)
    assert (district / SUMMARY).read_bytes() == summary
    file = next((district / "Документы").glob("План совместных*.docx"))
    assert "Круглый стол «Вместе»" in text_of(file.read_bytes())
    assert vz(capsys, "documents", district, "--only", "план")[1].count("без изменений") >= 1
    assert vz(capsys, "documents", district, "--only", "нет такого")[0] == 2
    assert vz(capsys, "documents", "verify", file) == (
        0,
        f"«{file.stem}, ред. 1»: файл такой, каким его сделала программа.\n",
    )
    assert vz(capsys, "documents", "verify", district / SUMMARY)[0] == 1
    assert vz(capsys, "documents", "verify", district / "нет")[0] == 2
    assert vz(capsys, "documents", "x", "y")[0] == 2


def test_pdf_without_libreoffice(district, capsys, monkeypatch):
    """Where LibreOffice is not installed the documents are made and the command says so."""
    monkeypatch.setattr("sync.pdf.shutil.which", lambda name: None)
    assert vz(capsys, "documents", district, "--only", "план", "--pdf")[0] == 2
