"""The locks: who holds one, who waits, who is believed."""

import datetime as dt
import threading

import pytest

from sync import locks
from sync.locks import Busy, held, holder, is_held
from tests.sync.worker import configured, vz


def test_the_holder_is_named_while_it_holds(tmp_path):
    """Whoever finds the lock held learns the command, its process and since when."""
    path = tmp_path / "lock"
    assert is_held(path) is False
    with held(path, "watch", 0, print):
        assert is_held(path) is True
        assert holder(path).command == "watch"
        who = r"«vzaimo watch», процесс \d+, с \d\d:\d\d:\d\d"
        with pytest.raises(Busy, match=who), held(path, "run", 0, print):
            pass
    assert is_held(path) is False
    assert holder(path) is None


def test_what_a_dead_process_left_is_not_believed(tmp_path):
    """A lock that nobody holds is taken, whoever is named beside it."""
    path = tmp_path / "lock"
    locks._sign(path, "watch")
    assert is_held(path) is False
    with held(path, "run", 0, print):
        assert holder(path).command == "run"


def test_a_torn_word_of_the_holder(tmp_path):
    """Without a word of who holds the lock it is still held."""
    path = tmp_path / "lock"
    with held(path, "run", 0, print):
        path.with_name("lock.holder").write_text("{")
        with pytest.raises(Busy, match="другая программа"), held(path, "run", 0, print):
            pass


def test_a_lock_of_another_user_cannot_be_seen(tmp_path, monkeypatch):
    """Where the file of the lock may not be opened, nobody knows whether it is held."""
    path = tmp_path / "lock"
    path.touch()

    def refused(*args, **more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(locks.FileLock, "acquire", refused)
    assert is_held(path) is None


def test_run_waits_for_the_worker(district, capsys, monkeypatch):
    """A run beside a working worker says whom it waits for, and goes on when it may."""
    monkeypatch.setattr(locks, "PROBE", 0.05)
    path = configured(district) / ".vzaimo" / locks.DISTRICT
    lock = locks.FileLock(path, thread_local=False)
    lock.acquire()
    locks._sign(path, "watch")
    release = threading.Timer(0.3, lock.release)
    release.start()
    assert vz("run", district, "--today", dt.date(2022, 3, 2), "--wait", 60) == 0
    release.join()
    said = capsys.readouterr()
    assert "уже работает «vzaimo watch», процесс" in said.err
    assert "Жду до 60 с" in said.err
    assert "Проход за 02.03.2022" in said.out
