"""The status: what it says, and the exit code that a monitor goes by."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from sync import locks
from sync.folder import BOOKS
from sync.status import (
    FILE,
    WORKER_FILE,
    Passes,
    Past,
    Status,
    UnderWay,
    Worker,
    read_passes,
    read_worker,
    write_passes,
    write_worker,
)
from sync.status_lines import status_lines
from tests.sync.people import OYA
from tests.sync.worker import configured, vz

NOW = dt.datetime(2022, 3, 2, 12, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def ago(minutes: float) -> dt.datetime:
    return NOW - dt.timedelta(minutes=minutes)


FULL = Past("watch", ago(5), 1.25, NOW.date(), True, ())
PARTIAL = replace(FULL, complete=False, left=("Не прочитано: книга.",))
ALIVE = Worker(7, ago(600), 10, ago(-5))
LATE = replace(ALIVE, next=ago(25))
WAY = UnderWay("watch", ago(40), ago(1), "Чтение", 10, 40)


def status(passes, worker=ALIVE, busy=False, running=True):
    return Status(passes, worker, busy, running, NOW)


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (status(Passes(FULL, FULL)), 0),
        (status(Passes(PARTIAL, FULL, PARTIAL)), 1),
        (status(Passes(FULL, FULL, PARTIAL)), 0),
        (status(Passes(), None, running=False), 2),
        (status(Passes(FULL, FULL), None, running=False), 0),
        (status(Passes(FULL, FULL), LATE), 1),
        (status(Passes(FULL, FULL), LATE, running=False), 1),
        (status(Passes(FULL, FULL), LATE, running=None), 1),
        (status(Passes(FULL, FULL), replace(LATE, next=ago(15))), 0),
        (status(Passes(FULL, FULL), replace(LATE, ended=ago(20)), running=False), 0),
        (status(Passes(), LATE, running=False), 1),
        (status(Passes(FULL, FULL, under_way=WAY), LATE, busy=True), 0),
        (status(Passes(FULL, FULL, under_way=replace(WAY, seen=ago(31))), LATE, busy=True), 1),
        (status(Passes(FULL, FULL, under_way=WAY), ALIVE, busy=False), 1),
        (status(Passes(under_way=WAY), ALIVE, busy=True), 2),
    ],
)
def test_exit_code_for_monitoring(seen, code):
    """0 all is well, 1 somebody should look, 2 no pass was ever made."""
    assert seen.code == code


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (status(Passes(FULL, FULL)), "02.03.2022 в 11:55:00, за 02.03.2022, 1,2 с, полный"),
        (status(Passes(FULL, FULL)), "Следующий проход: 02.03.2022 в 12:05:00"),
        (status(Passes(PARTIAL, FULL, PARTIAL)), "  Не прочитано: книга."),
        (status(Passes(PARTIAL, FULL, PARTIAL)), "Последний полный проход: 02.03.2022"),
        (status(Passes(PARTIAL, None, PARTIAL)), "Последний полный проход: не было."),
        (status(Passes(FULL, FULL, PARTIAL)), "Последняя неполадка: 02.03.2022"),
        (status(Passes(), None, running=False), "Проходов ещё не было."),
        (status(Passes(FULL, FULL), None, running=False), "Работник не запущен."),
        (status(Passes(FULL, FULL), running=False), "хотя его не останавливали"),
        (status(Passes(FULL, FULL), LATE), "он опаздывает"),
        (status(Passes(FULL, FULL, under_way=WAY), busy=True), "чтение, 10 из 40, осталось около"),
        (status(Passes(FULL, FULL, under_way=WAY)), "оборван"),
        (status(Passes(replace(PARTIAL, left=tuple("x" * 14)))), "и ещё 4"),
    ],
)
def test_the_status_in_words(seen, words):
    """What a person reads tells when, how, what was left out, and what comes next."""
    assert words in "\n".join(status_lines(seen))


def test_what_was_written_is_read_back(tmp_path):
    """Both files come back as they were written."""
    passes = Passes(FULL, FULL, PARTIAL, ago(9), WAY)
    write_passes(tmp_path, passes)
    write_worker(tmp_path, ALIVE)
    assert (read_passes(tmp_path), read_worker(tmp_path)) == (passes, ALIVE)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"last": 5}', '{"last": {"command": "run"}}'])
def test_a_broken_file_is_no_status(tmp_path, text):
    """What a full disk left of a file is taken for none."""
    (tmp_path / FILE).write_text(text)
    (tmp_path / WORKER_FILE).write_text(text)
    assert (read_passes(tmp_path), read_worker(tmp_path)) == (Passes(), None)


def test_status_follows_the_passes(district, capsys):
    """Before any pass 2; after a complete one 0; after one with a torn book 1; then 0 again."""
    configured(district)
    assert vz("status", district) == 2
    assert vz("run", district, "--today", "02.03.2022") == 0
    assert vz("status", district) == 0
    assert "за 02.03.2022" in capsys.readouterr().out
    book = district / BOOKS / OYA
    sound = book.read_bytes()
    book.write_bytes(b"torn")
    assert vz("run", district, "--today", "02.03.2022") == 1
    assert vz("status", district) == 1
    assert "Ойская" in capsys.readouterr().out
    book.write_bytes(sound)
    assert vz("run", district, "--today", "02.03.2022", "--dry-run") == 0
    assert vz("status", district) == 1, "a dry run is no pass"
    assert vz("run", district, "--today", "02.03.2022") == 0
    assert vz("run", district, "--today", "01.03.2022") == 2
    capsys.readouterr()
    assert vz("status", district, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert "01.03.2022" in told["last"]["left"][0]
    assert told["complete"]["today"] == "2022-03-02"


def test_status_needs_no_lock(district, capsys):
    """While a pass is at work the status is told at once, and says so."""
    state = configured(district) / ".vzaimo"
    with locks.held(state / locks.DISTRICT, "run", 0, print):
        write_passes(state, Passes(FULL, FULL, under_way=replace(WAY, command="run")))
        assert vz("status", district) == 0
    assert "Сейчас идёт проход" in capsys.readouterr().out
