"""The same inputs give the same bytes in any process, at any time, anywhere."""

import os
import shutil
import subprocess
import sys

from rules.decisions import JOINT, STATUS, document_key, joint_key
from tests.sync.people import copy, decide, files, found, store

PASS = """
import sys
import time_machine
from sync.cli import main

with time_machine.travel(sys.argv[2]):
    main(["run", sys.argv[1]])
"""


def test_bytes_do_not_depend_on_the_process(district, tmp_path):
    """Two processes with other hash seeds, time zones and clocks write the same bytes.

    The district is new to them, and has decisions in its tabs.
    """
    decide(district, "Карта проблем", JOINT.title, {joint_key("2021-2022", "PED-FG-01"): "да"})
    decide(district, "Документы", STATUS.title,
           {document_key("2021-2022", "plan", "", 1): "на подписи"})  # fmt: skip
    made = []
    clocks = (("1", "Pacific/Kiritimati", "2023-05-05"), ("2", "America/Adak", "2031-12-31"))
    for seed, zone, clock in clocks:
        folder = copy(district, tmp_path / seed, state=False)
        shutil.rmtree(folder / "Проверка")
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        command = [sys.executable, "-c", PASS, str(folder), clock]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        made.append(files(folder))
    assert made[0].keys() == made[1].keys()
    assert [name for name in made[0] if made[0][name] != made[1][name]] == []


def test_district_of_any_size_is_founded_alike(tmp_path):
    """A demo of more than 29 repeats the 29 under codes and names of their own."""
    found(tmp_path, 31)
    books = [name for name in files(tmp_path) if name.startswith("Организации")]
    assert len(books) == 31
    assert len(store(tmp_path).entries()) == 32


TWICE = """
import sys
from pathlib import Path
from tests.sync.people import files, found, go

one, two = (found(Path(sys.argv[1]) / name, 4) for name in "ab")
go(one)
go(two)
sys.exit(files(one) != files(two))
"""


def test_first_book_that_a_process_draws_is_like_the_later_ones(tmp_path):
    """What was drawn before leaves no trace in a book: neither formats nor fonts."""
    command = [sys.executable, "-c", TWICE, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
