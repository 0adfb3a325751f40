"""The log: events with fields, and nothing personal however badly a pass goes."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from rules.rulebook import RULES
from sync import logs
from sync.folder import BOOKS
from sync.logs import log
from sync.resources import read_text
from tests.sync.people import OYA, copy, type_into
from tests.sync.test_redaction import TOKENS
from tests.sync.worker import events, logged, vz

ROOT = Path(__file__).parents[2]
PERSONAL = ("head_name", "curator_name", "moderator_name", "specialist_name", "mailbox", "phone",
            "curator_email", "moderator_email", "specialist_email")  # fmt: skip


def people_of_the_demo() -> set[str]:
    """Give all names, mailboxes and phones that are typed in the demo, names word by word."""
    table = csv.DictReader(read_text("demo", "organisations.csv").splitlines())
    typed = {row[column] for row in table for column in PERSONAL}
    practices = csv.DictReader(read_text("demo", "practices.csv").splitlines())
    typed |= {row["author"].split(",")[0] for row in practices}
    settings = csv.DictReader(read_text("demo", "settings.csv").splitlines())
    typed |= {row["value"] for row in settings if re.search("head$|leader|person", row["name"])}
    people = {word for text in typed for word in _words(text)}
    assert len(people) > 150
    return people


def _words(text: str) -> list[str]:
    return text.split() if re.fullmatch(r"[А-ЯЁ][а-яё-]+( [А-ЯЁ][а-яё]+)+", text) else [text]


PEOPLE = people_of_the_demo() - {""}
QUOTED = " ".join([*sorted(PEOPLE), *TOKENS])


def raising(error):
    def check(*args, **more):
        raise error

    return check


@pytest.fixture(scope="module")
def spoilt(passed, tmp_path_factory):
    """A district after two passes with bad cells, torn books and templates, and crashes."""
    district = copy(passed, tmp_path_factory.mktemp("spoilt") / "район")
    book = district / BOOKS / OYA
    type_into(book, "Кадры", "C7", "Лаврентьева Ольга Романовна")
    type_into(book, "Паспорт ОО", "B29", "петрова@школа")
    type_into(book, "Паспорт ОО", "B12", "8 (39138) 2-00-99 Петрова")
    (district / BOOKS / "Рогова Анна Игоревна.xlsx").write_bytes(book.read_bytes())
    (district / BOOKS / "Белова И. А.xlsx").write_bytes(b"torn")
    (district / "Шаблоны").mkdir()
    (district / "Шаблоны" / "Соглашение.docx").write_bytes(b"torn")
    with pytest.MonkeyPatch.context() as patch:
        for name, error in zip(BROKEN, ERRORS, strict=True):
            patch.setitem(RULES, name, replace(RULES[name], check=raising(error)))
        assert vz("run", district, "--today", "02.03.2022") == 1
        patch.setattr("sync.passes.read_books", raising(KeyError(QUOTED)))
        assert vz("run", district, "--today", "03.03.2022") == 1
    return district


BROKEN = [name for name, rule in RULES.items() if rule.check][:3]
ERRORS = (ValueError(QUOTED), KeyError(QUOTED), RuntimeError(f"{QUOTED!r} in «{QUOTED}»"))


def test_passes_full_of_errors_log_nobody_and_no_secret(spoilt):
    """Whatever cells hold, files are called and crashes quote: the log names no one."""
    seen = {event["event"] for event in logged(spoilt)}
    assert {"book_read", "book_failed", "document_failed", "rule_crashed", "pass_done",
            "pass_failed", "program_failed"} <= seen  # fmt: skip
    assert events(spoilt, "rule_crashed") == ["rule_crashed"] * len(BROKEN)
    text = "".join(path.read_text(encoding="utf-8") for path in (spoilt / ".vzaimo").glob("*.log"))
    assert [word for word in PEOPLE if word in text] == []
    assert [token for token in TOKENS if token in text] == []
    for pattern in ("@", r"BEGIN [A-Z ]*KEY", r"ya29\.", r"\beyJ", r"\bMII", "2-00-99", "Петров",
                    "Рогов", "Белов"):  # fmt: skip
        assert not re.search(pattern, text), pattern


def test_events_have_fields(spoilt):
    """Each line is JSON: when, how grave, what, with which figures, of which command."""
    first = next(event for event in logged(spoilt) if event["event"] == "pass_started")
    assert first["today"] == "2022-03-02"
    assert list(first)[:3] == ["at", "level", "event"]
    (last,) = [event for event in logged(spoilt) if event["event"] == "pass_done"]
    assert last["command"] == "run"
    assert (last["books"], last["parsed"], last["unreadable"]) == (8, 3, 1)
    assert last["complete"] is False
    assert last["seconds"] > 0
    read = [event["book"] for event in logged(spoilt) if event["event"] == "book_read"]
    assert f"{BOOKS}/{OYA}" in read


def test_the_log_does_not_grow_for_ever(tmp_path, monkeypatch):
    """A full file is set aside, and only some of those are kept."""
    monkeypatch.setattr(logs, "LARGEST", 2000)
    for number in range(100):
        with logs.to_file(tmp_path, ()):
            log.info("book_read", book="x" * 50, number=number)
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["vzaimo.log", "vzaimo.log.1", "vzaimo.log.2", "vzaimo.log.3"]
    last = (tmp_path / "vzaimo.log").read_text(encoding="utf-8").splitlines()[-1]
    assert json.loads(last)["number"] == 99


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path, capsys):
    """Where the log can't be written, the work goes on without it, and nothing is printed."""
    with logs.to_file(tmp_path / "gone", ()):
        log.info("pass_started", today="2022-03-02")
    assert capsys.readouterr().err == ""
    assert not (tmp_path / "gone").exists()


def test_every_event_is_documented():
    """docs/worker.md has each event that the program logs; each sentence belongs to an event."""
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "sync").rglob("*.py"))
    logged_ones = set(re.findall(r'(?:log\.\w+|_note)\(\s*(?:folder, )?"(\w+)"', sources))
    page = (ROOT / "docs" / "worker.md").read_text(encoding="utf-8")
    table = page.partition("| event | fields |")[2].partition("\n\n")[0]
    named = {
        word
        for line in table.splitlines()
        for word in re.findall(r"`(\w+)`", line[: line.find("|", 2)])
    }
    assert named == logged_ones
    assert logs.LINES.keys() <= logged_ones


def test_a_closed_terminal_stops_nothing():
    """A worker whose terminal is gone works on."""

    def gone(line):
        raise BrokenPipeError

    with logs.to_console(gone):
        log.info("pass_started", today="2022-03-02")


@pytest.mark.parametrize(
    ("event", "fields", "line"),
    [
        ("pass_started", {"today": "2022-03-02"}, "Проход за 02.03.2022."),
        ("worker_started", {"every": 2.5}, "Работник начал: проход каждые 2,5 мин."),
        ("book_failed", {"book": "a", "why": "b@c.ru"}, "Не прочитано: a. [скрыто]"),
    ],
)
def test_lines_for_who_watches(event, fields, line):
    """On the terminal an event is a sentence in Russian behind the time of day."""
    lines = []
    with logs.to_console(lines.append):
        log.info(event, **fields)
        log.info("book_read", book="for the file only")
    (said,) = lines
    assert re.fullmatch(r"\d\d:\d\d:\d\d " + re.escape(line), said)
