"""A pass killed anywhere and run again leaves what an undisturbed pass leaves."""

import multiprocessing
import os
import random
import signal
import time

import pytest

from rules.decisions import document_key, joint_key, signing_key
from sync.demo import TODAY
from sync.folder import BOOKS
from sync.state import State
from tests.sync.people import OYA, copy, decide, explain, files, found, go, type_into

pytestmark = pytest.mark.long

KILLS = 52
YEAR = "2021-2022"
RULE = "staffing.attested_under"


def remembered(folder):
    """Give what the state knows, its times apart."""
    state = State(folder / ".vzaimo")
    try:
        return state.decisions(), state.findings().to_dict("records"), state.facts()
    finally:
        state.close()


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A district with a first pass, an explanation, decisions and changes for the second."""
    folder = found(tmp_path_factory.mktemp("base") / "район", 5)
    type_into(folder / BOOKS / OYA, "Кадры", "C7", 7)
    type_into(folder / BOOKS / OYA, "Кадры", "F7", 0)
    go(folder)
    explain(folder, OYA, RULE, "Двое в отпуске")
    go(folder)
    for path in sorted((folder / BOOKS).iterdir()):
        type_into(path, "Паспорт ОО", "B14", "шкoла.example")
    explain(folder, OYA, RULE, "Двое в отпуске до мая")
    decide(folder, "Карта проблем", "Совместный вопрос", {joint_key(YEAR, "PED-FG-01"): "да"})
    decide(folder, "Документы", "Статус", {document_key(YEAR, "plan", "", 1): "на подписи"})
    decide(folder, "Подписание", "Получено, дата", {signing_key("Ш-04", "agreement"): TODAY})
    return folder


@pytest.fixture(scope="module")
def expected(base, tmp_path_factory):
    """What an undisturbed second pass leaves, and how long it takes."""
    seconds = []
    for number in range(3):
        folder = copy(base, tmp_path_factory.mktemp("expected") / str(number))
        begun = time.monotonic()
        go(folder, TODAY.replace(day=2))
        seconds.append(time.monotonic() - begun)
    return files(folder), remembered(folder), min(seconds)


def killed(folder, after):
    """Run a pass in a process of its own and kill it `after` seconds; tell whether it was alive."""
    process = multiprocessing.get_context("fork").Process(
        target=go, args=(folder, TODAY.replace(day=2))
    )
    process.start()
    process.join(after)
    alive = process.exitcode is None
    if alive:
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    return alive


@pytest.mark.parametrize("part", range(4))
def test_kill_nine_at_random_moments(base, expected, tmp_path, part):
    """kill -9 at moments spread over the pass, then a pass: files and memory are the same."""
    wanted_files, wanted_memory, seconds = expected
    dice = random.Random(part)
    hits = 0
    for number in range(KILLS // 4):
        folder = copy(base, tmp_path / str(number))
        hits += killed(folder, dice.uniform(0.02, seconds))
        go(folder, TODAY.replace(day=2))
        assert files(folder) == wanted_files
        assert remembered(folder) == wanted_memory
    assert hits >= KILLS // 4 // 3, "kills must hit passes that are still at work"
