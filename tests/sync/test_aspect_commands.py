"""«vzaimo aspects»: measuring how lines are recognised, explaining one text."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sync.cli import main
from sync.folder import COORDINATOR

OWN = Path(__file__).resolve().parents[1] / "data" / "aspect_lines_own.csv"


def vz(*args):
    """Run a command of the group and give its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(["aspects", *map(str, args)])
    return ended.value.code


def lines(folder, text, encoding="utf-8"):
    path = folder / "строки.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_figures_by_kind(capsys):
    """Each kind of line has its counts, then come the shares with what they should be."""
    assert vz("evaluate", OWN) == 0
    said = capsys.readouterr().out
    assert "paraphrase" in said
    assert "Всего" in said
    assert "не больше 0,5\u00a0%" in said.replace(" %", "\u00a0%")


def test_outcomes_as_data(capsys):
    """`--json` gives a list in the order of the lines."""
    assert vz("evaluate", OWN, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    rows = list(csv.DictReader(OWN.read_text(encoding="utf-8").splitlines()))
    assert [one["text"] for one in told] == [row["text"] for row in rows]
    assert {one["outcome"] for one in told} == {"sure", "ask", "none"}
    assert all(set(one) == {"text", "outcome", "ids", "candidates"} for one in told)
    assert all(bool(one["ids"]) == (one["outcome"] == "sure") for one in told)


def test_every_process_says_the_same(capsys):
    """Another order of sets and dictionaries in memory changes no outcome and no candidate."""
    assert vz("evaluate", OWN, "--json") == 0
    here = json.loads(capsys.readouterr().out)
    command = [sys.executable, "-c", "from sync.cli import main; main()", "aspects", "evaluate"]
    seed = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONUTF8": "1"}
    ran = subprocess.run([*command, OWN, "--json"], env=seed, capture_output=True, check=True)
    assert json.loads(ran.stdout) == here


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("text\nЧГ\nнет\n", "utf-8"),
        ("text;block\r\nЧГ;любой\r\nнет;\r\n", "cp1251"),
        ("\ufefftext\tblock\nЧГ\tany\nнет\tany\n", "utf-8"),
    ],
)
def test_lines_without_labels(tmp_path, capsys, text, encoding):
    """A file of texts alone, as Excel saves it, is recognised line by line."""
    path = lines(tmp_path, text, encoding)
    assert vz("evaluate", path, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["ids"] for one in told] == [["PED-FG-01"], []]
    assert vz("evaluate", path) == 0
    said = capsys.readouterr().out
    assert "узнано" in said
    assert "не ответ" in said


@pytest.mark.parametrize(
    ("content", "told"),
    [("слова\nЧГ\n", "нет столбца text"), ("", "нет столбца text")],
)
def test_a_file_that_is_no_list_of_lines(tmp_path, capsys, content, told):
    """What is wrong with the file is said in one line."""
    assert vz("evaluate", lines(tmp_path, content)) == 2
    assert told in capsys.readouterr().err


def test_a_file_that_is_not_there(tmp_path, capsys):
    """So is a file that does not exist."""
    assert vz("evaluate", tmp_path / "нет.csv") == 2
    assert "нет или к нему нет доступа" in capsys.readouterr().err


def test_the_catalogue_of_a_district(tmp_path, capsys):
    """With a district its own «Справочник аспектов» is asked."""
    with pytest.raises(SystemExit):
        main(["init", str(tmp_path / "район")])
    capsys.readouterr()
    assert vz("explain", "дети с ЗПР", "--district", tmp_path / "район") == 0
    assert "PED-OV-03" in capsys.readouterr().out
    (tmp_path / "район" / COORDINATOR).unlink()
    assert vz("explain", "ЧГ", "--district", tmp_path / "район") == 2
    assert COORDINATOR in capsys.readouterr().err


def test_explained_word_by_word(capsys):
    """`explain` says what each word meant, which aspects were weighed and what decided."""
    assert vz("explain", "Готовы показать: наставничество", "--block", "управленческий") == 0
    said = capsys.readouterr().out
    assert "Уверенности нет" in said
    assert "не различает" in said
    assert "UPR-KA-01" in said
    assert "педагог" in said
    assert vz("explain", "уточним позже") == 0
    assert "не ответ" in capsys.readouterr().out


def test_help_is_russian(capsys):
    """The group and its commands have help."""
    assert vz("--help") == 0
    said = capsys.readouterr().out
    assert "evaluate" in said
    assert "explain" in said
