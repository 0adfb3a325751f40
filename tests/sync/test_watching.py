"""The worker: its times, its failures, its end; and as a process that is killed."""

import datetime as dt
import os
import signal
import time
from collections import Counter

import pytest
import time_machine
from filelock import FileLock

from sync import watching as worker
from sync.folder import BOOKS, COORDINATOR, DOCUMENTS
from sync.status import Passes, look, now, read_passes, read_worker, write_passes
from sync.timetable import Quiet, Timetable
from tests.sync.people import OYA, copy, files, go, rows, type_into
from tests.sync.worker import (
    PATIENCE,
    SimulatedTime,
    configured,
    events,
    logged,
    remembered,
    rests,
    vz,
    wait_for,
    watching,
)

RULE = "staffing.categories_sum"
START = dt.datetime(2022, 3, 2, 8)


@pytest.fixture
def real(district):
    """A copy of the district whose days go by."""
    return configured(district)


# A process of its own


@pytest.fixture
def signs(tmp_path):
    folder = tmp_path / "signs"
    folder.mkdir()
    return folder


THIRD_WRITE = ("sync.folder", "_write_through", 3)


def test_a_killed_worker_leaves_what_an_undisturbed_pass_leaves(real, tmp_path, signs):
    """kill -9 in mid-pass; the next worker's pass ends as if nothing had happened."""
    undisturbed = copy(real, tmp_path / "undisturbed")
    with watching(real, pause=THIRD_WRITE, signs=signs) as process:
        wait_for((signs / "paused").exists, process)
        process.kill()
        process.wait(PATIENCE)
    assert look(real / ".vzaimo").broken_off
    assert vz("status", real) == 1
    with watching(real) as process:
        wait_for(lambda: rests(real, process.pid), process)
        status = look(real / ".vzaimo")
        assert (status.running, status.code) == (True, 0)
        assert vz("watch", real) == 2
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        assert time.monotonic() - asked < 10, "a waiting worker ends at once"
    go(undisturbed, read_passes(real / ".vzaimo").last.today)
    assert files(real) == files(undisturbed)
    assert remembered(real) == remembered(undisturbed)
    assert events(real, "worker_stopped") == ["worker_stopped"]


def test_a_worker_asked_to_end_in_mid_pass(real, signs):
    """SIGTERM ends a pass after the write at hand, with 0, and is no trouble to be told."""
    before = files(real)
    with watching(real, pause=THIRD_WRITE, signs=signs) as process:
        wait_for((signs / "paused").exists, process)
        process.send_signal(signal.SIGTERM)
        (signs / "go on").touch()
        assert process.wait(PATIENCE) == 0
        said = process.stderr.read()
    assert "Работник закончил" in said
    assert "Traceback" not in said
    assert events(real, "pass_done", "pass_stopped") == ["pass_stopped"]
    assert len([name for name, content in files(real).items() if before[name] != content]) == 3
    assert read_passes(real / ".vzaimo") == Passes()


# A simulated clock


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def simulated(clock, monkeypatch):
    """Let the worker sleep through what happens at moments of the simulated clock."""

    def let(happenings):
        monkeypatch.setattr(worker, "sleep", SimulatedTime(clock, happenings).sleep)

    return let


def minute(number):
    return START + dt.timedelta(minutes=number)


def ask_to_end():
    os.kill(os.getpid(), signal.SIGTERM)


def test_an_hour_of_passes_with_edits_between_them(real, simulated, monkeypatch, capsys):
    """People mend, break and remove books, the program fails: each pass does what it can."""
    book, coordinator = real / BOOKS / OYA, real / COORDINATOR
    sound, kept = {}, coordinator.read_bytes()

    def mend():
        type_into(book, "Кадры", "C7", 7)
        sound[book] = book.read_bytes()

    def fail(*args, **more):
        raise RuntimeError("shelf")

    with monkeypatch.context() as broken:
        simulated(
            {
                minute(5): mend,
                minute(15): lambda: book.write_bytes(b"PK\x03\x04 torn"),
                minute(25): lambda: (book.write_bytes(sound[book]), coordinator.unlink()),
                minute(35): lambda: (
                    coordinator.write_bytes(kept),
                    broken.setattr("sync.passes.read_books", fail),
                ),
                minute(45): broken.undo,
                minute(55): lambda: type_into(book, "Кадры", "D7", 99),
                minute(61): ask_to_end,
            }
        )
        assert vz("watch", real) == 0
    seen = events(real, "nothing_changed", "pass_done", "pass_failed")
    assert seen == [
        "pass_done", "pass_done", "pass_done", "pass_failed", "pass_failed", "pass_done",
        "pass_done",
    ]  # fmt: skip
    done = [event["complete"] for event in logged(real) if event["event"] == "pass_done"]
    assert done == [True, True, False, True, True]
    started = [event["at"][11:16] for event in logged(real) if event["event"] == "pass_started"]
    assert started == ["08:00", "08:10", "08:20", "08:30", "08:40", "08:50", "09:00"]
    said = capsys.readouterr().err
    assert "Не прочитано" in said
    assert COORDINATOR.removesuffix(".xlsx") in said
    assert "Traceback" not in said
    traces = [event["traceback"] for event in logged(real) if event["event"] == "program_failed"]
    assert len(traces) == 1
    assert "RuntimeError: shelf" in traces[0]
    passes = read_passes(real / ".vzaimo")
    assert passes.last == passes.complete
    assert "журнале" in passes.trouble.left[0]
    assert go(real, START.date()).report is None
    found = [row for row in rows(real, RULE) if "Ойская" in row["ОО"]]
    assert "новое" in {row["Состояние"] for row in found}, "the last edit is told"


def test_a_busy_district_is_left_to_the_next_turn(real, simulated, capsys):
    """While somebody else works on the district, the worker waits for its next turn."""
    lock = FileLock(real / ".vzaimo" / "lock")
    simulated({minute(5): lock.acquire, minute(15): lock.release, minute(21): ask_to_end})
    assert vz("watch", real) == 0
    names = ("pass_done", "nothing_changed", "turn_skipped", "pass_failed")
    assert events(real, *names) == ["pass_done", "turn_skipped", "nothing_changed"]
    assert "отложен" in capsys.readouterr().err
    assert vz("status", real) == 0


def test_documents_only_at_their_hour(real, simulated):
    """Between the hours of documents tabs follow the books and documents stand still."""
    configured(real, "every = 60", 'documents_at = "10:30"')
    standing = {}

    def people(value, name):
        type_into(real / BOOKS / OYA, "Паспорт ОО", "B17", value)
        standing[name] = documents_of(real)

    simulated(
        {
            minute(10): lambda: people("Сидорова Анна Петровна", "first"),
            minute(100): lambda: standing.update(second=documents_of(real)),
            minute(155): lambda: standing.update(third=documents_of(real)),
            minute(156): ask_to_end,
        }
    )
    assert vz("watch", real) == 0
    assert standing["first"] == standing["second"] != standing["third"]
    assert read_passes(real / ".vzaimo").documents.hour == 10
    written = [event["written"] for event in logged(real) if event["event"] == "pass_done"]
    assert all(written)


def documents_of(folder):
    return {name: content for name, content in files(folder).items() if name.startswith(DOCUMENTS)}


def made_by(timetable, tmp_path, simulated, end, happenings=()):
    """Give the moments of the passes that a timetable makes, and whether with documents."""
    made = []
    stop = worker.Stop()

    def make_pass(with_documents):
        made.append((dt.datetime.now(), with_documents))
        if with_documents:
            write_passes(tmp_path, Passes(documents=now()))

    simulated({end: lambda: setattr(stop, "asked", True)} | dict(happenings))
    worker.watch(tmp_path, timetable, make_pass, stop)
    return made


def test_two_days_with_quiet_nights(tmp_path, simulated, monkeypatch):
    """No pass in the quiet hours; one when they end; documents with the one at their hour."""
    monkeypatch.setattr(worker, "POLL", 60)
    table = Timetable(60, dt.time(6), Quiet(dt.time(22), dt.time(5, 30)))
    made = made_by(table, tmp_path, simulated, START + dt.timedelta(days=2))
    assert not [moment for moment, _ in made if table.is_quiet(moment)]
    assert [moment for moment, documents in made if documents] == [
        START, dt.datetime(2022, 3, 3, 6), dt.datetime(2022, 3, 4, 6),
    ]  # fmt: skip
    assert dt.datetime(2022, 3, 3, 5, 30) in [moment for moment, _ in made]
    of_day = Counter(moment.date() for moment, _ in made)
    assert of_day[dt.date(2022, 3, 3)] == 16 + 2


def test_the_clock_is_set_back(tmp_path, simulated, clock, monkeypatch):
    """A clock set back by half a day does not silence the worker for so long."""
    monkeypatch.setattr(worker, "POLL", 60)
    back = START - dt.timedelta(hours=12)
    happenings = {minute(5): lambda: clock.move_to(back)}
    made = made_by(Timetable(10), tmp_path, simulated, minute(25), happenings)
    assert [moment for moment, _ in made][:3] == [START, back + dt.timedelta(minutes=10),
                                                  back + dt.timedelta(minutes=20)]  # fmt: skip


def test_next_pass_is_told(tmp_path, simulated, monkeypatch):
    """The worker tells when its next pass will be, the quiet hours taken into account."""
    told = []
    happenings = {minute(5): lambda: told.append(read_worker(tmp_path).next)}
    table = Timetable(10, None, Quiet(dt.time(8, 8), dt.time(9)))
    made_by(table, tmp_path, simulated, minute(6), happenings)
    assert told == [dt.datetime(2022, 3, 2, 9).astimezone()]
    assert read_worker(tmp_path).ended is not None


def test_a_failing_pass_never_ends_the_worker(tmp_path, simulated):
    """Whatever a pass raises, the next one is made at its time."""
    made = []
    stop = worker.Stop()

    def make_pass(with_documents):
        made.append(dt.datetime.now())
        raise (MemoryError, RecursionError, OSError, KeyError)[len(made) % 4]

    simulated({minute(35): lambda: setattr(stop, "asked", True)})
    worker.watch(tmp_path, Timetable(10), make_pass, stop)
    assert made == [minute(0), minute(10), minute(20), minute(30)]


def test_a_second_signal_ends_the_process_at_once():
    """After the first signal the system's own handling is back, which ends the process."""
    with worker.stopped_by_signals() as stop:
        woken = []
        stop.wake = lambda: woken.append("store")
        assert not stop.asked
        signal.raise_signal(signal.SIGINT)
        assert stop.asked
        assert woken == ["store"], "what waits for Google is woken"
        assert {signal.getsignal(each) for each in worker.SIGNALS} == {signal.SIG_DFL}
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
