"""The command line: what each command prints, writes and ends with."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from sync.cli import main, vzaimo
from sync.folder import BOOKS, COORDINATOR, SUMMARY
from tests.sync.people import OYA, edit, files, opened, type_into

README = Path(__file__).parents[2] / "README.md"


def vz(*args):
    """Run a command and give its exit code."""
    with pytest.raises(SystemExit) as ended:
        main([str(arg) for arg in args])
    return ended.value.code


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "район"
    assert vz("demo", folder, "--organisations", 5) == 0
    return folder


def test_demo_of_the_passport(tmp_path, capsys):
    """`vzaimo demo` makes the 29 organisations, runs them and says where to look."""
    assert vz("demo", tmp_path / "demo") == 0
    said = capsys.readouterr().out
    assert "28 из 29" in said
    assert SUMMARY in said
    assert len(list((tmp_path / "demo" / BOOKS).iterdir())) == 29
    assert len(list((tmp_path / "demo" / "Проверка").iterdir())) == 29


def test_demo_again_changes_nothing(demo, capsys):
    """Where the demo stands already, its books stay and the pass has nothing to do."""
    before = files(demo)
    assert vz("demo", demo, "--organisations", 5) == 0
    assert "ничего не изменилось" in capsys.readouterr().out
    assert files(demo) == before


def test_demo_keeps_out_of_other_folders(tmp_path, capsys):
    """The demo is not mixed into a real district, nor into a folder with other files."""
    vz("init", tmp_path / "real")
    assert vz("demo", tmp_path / "real") == 2
    assert "не учебный" in capsys.readouterr().err
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "1.jpg").write_bytes(b"x")
    assert vz("demo", tmp_path / "photos") == 2
    assert "не пуста" in capsys.readouterr().err
    assert sorted(p.name for p in (tmp_path / "photos").iterdir()) == ["1.jpg"]


def test_new_district_from_nothing_to_a_pass(tmp_path, capsys):
    """init, a Реестр of two, forms, run: the way of a real district."""
    folder = tmp_path / "район"
    assert vz("init", folder) == 0
    assert vz("forms", folder) == 0
    assert list((folder / BOOKS).iterdir()) == []

    def register(book):
        sheet = book["Реестр ОО"]
        sheet["A4"], sheet["B4"], sheet["C4"] = "Ш-1", "=СШ «Первая»", "Школа"
        sheet["B4"].data_type = "s"
        sheet["A5"], sheet["B5"], sheet["C5"] = "Д-1", 'Сад "Рома/шка"', "ДОУ"

    edit(folder / COORDINATOR, register)
    capsys.readouterr()
    assert vz("forms", folder) == 0
    assert "Сделано книг: 2" in capsys.readouterr().out
    names = sorted(path.name for path in (folder / BOOKS).iterdir())
    assert names == ["=СШ «Первая».xlsx", "Сад _Рома_шка_.xlsx"]
    assert vz("forms", folder) == 0
    assert vz("run", folder, "--today", "01.12.2021") == 0
    said = capsys.readouterr().out
    assert "Прочитано" in said or "прочитано" in said
    summary = opened(folder / SUMMARY)
    values = [cell.value for row in summary["Замечания"].iter_rows() for cell in row]
    assert "Вкладка «Кадры» не заполнена. Срок — 30.11.2021." in values


def test_organisations_of_one_name_get_books_of_their_own(tmp_path):
    """Two organisations called alike are told, and still have a book and an answer each."""
    folder = tmp_path / "район"
    vz("init", folder)

    def register(book):
        for number, name in enumerate(("Сад", "сад", "САД?"), start=4):
            for column, value in enumerate((f"Д-{number}", name, "ДОУ"), start=1):
                book["Реестр ОО"].cell(number, column).value = value

    edit(folder / COORDINATOR, register)
    assert vz("forms", folder) == 0
    assert vz("run", folder, "--today", "01.12.2021") == 0
    assert len(list((folder / BOOKS).iterdir())) == 3
    assert len(list((folder / "Проверка").iterdir())) == 3
    before = files(folder)
    assert vz("run", folder, "--today", "01.12.2021") == 0
    assert files(folder) == before


def test_names_that_look_like_formulas_stay_text(tmp_path):
    """An organisation called «=1+1» is text in every book of ours, never a formula."""
    folder = tmp_path / "район"
    vz("init", folder)
    edit(folder / COORDINATOR, lambda book: fill(book["Реестр ОО"]))
    vz("forms", folder)
    assert vz("run", folder, "--today", "2021-12-01") == 0
    for path in folder.rglob("*.xlsx"):
        if path.name == COORDINATOR:
            continue
        for sheet in opened(path):
            for row in sheet.iter_rows():
                assert all(cell.data_type != "f" for cell in row), (path.name, sheet.title)


def fill(sheet):
    for number, name in enumerate(("=1+1", "+7", "-3", "@SUM(A1)"), start=4):
        sheet.cell(number, 1).value = f"Ш-{number}"
        sheet.cell(number, 2).value = name
        sheet.cell(number, 2).data_type = "s"
        sheet.cell(number, 3).value = "Школа"


def test_run_says_that_nothing_changed(demo, capsys):
    """The second pass of a day says so in one line."""
    assert vz("run", demo) == 0
    assert "ничего не изменилось" in capsys.readouterr().out


def test_json_is_for_programs(demo, capsys):
    """--json prints what the closing table says, as data."""
    assert vz("run", demo, "--json", "--dry-run", "--today", "02.03.2022") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["today"] == "2022-03-02"
    assert said["books"] == 6
    assert said["findings"]["error"] > 0
    assert said["written"] == []
    assert SUMMARY in said["differences"]


def test_dry_run_prints_the_differences(demo, capsys):
    """--dry-run names the files and cells, and that nothing was written."""
    before = files(demo)
    assert vz("run", demo, "--dry-run", "--today", "02.03.2022") == 0
    said = capsys.readouterr().out
    assert "«Замечания»: " in said
    assert "Ничего не записано" in said
    assert files(demo) == before


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["run", "nowhere"], "vzaimo.toml"),
        (["run"], "Не хватает: ПАПКА"),
        (["run", "{demo}", "--today", "вчера"], "«вчера» — не дата"),
        (["run", "{demo}", "--today", "01.01.2022"], "01.03.2022"),
        (["run", "{demo}", "--quick"], "Нет такого ключа: --quick"),
        (["fly"], "Нет такой команды: fly"),
        (["check"], "Не хватает: КНИГА"),
        (["demo", "{demo}", "--organisations", "0"], "--organisations"),
        (["run", "{demo}", "--wait", "-1"], "--wait"),
        (["status", "nowhere"], "vzaimo.toml"),
        (["watch", "nowhere"], "vzaimo.toml"),
        (["watch", "{demo}"], "закреплён день"),
    ],
)
def test_wrong_calls_are_explained(demo, capsys, args, words):
    """A call that can't be carried out ends with 2 and one line that says why."""
    assert vz(*(arg.format(demo=demo) for arg in args)) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("today = 2022-13-01", "не читается"),
        ('tooday = "x"', "неизвестная настройка «tooday»"),
        ('today = "завтра"', "2022-03-01"),
        ("today = 2022-03-01T10:00:00", "2022-03-01"),
        ("state = 5", "текст в кавычках"),
        ("every = 0", "больше 0"),
        ("every = true", "больше 0"),
        ("every = nan", "больше 0"),
        ('every = "час"', "число минут"),
        ('documents_at = "25:00"', "«25:00»"),
        ("documents_at = 06:00:00", "текст в кавычках"),
        ('quiet = "ночью"', "22:00-06:00"),
        ('quiet = "06:00-06:00"', "22:00-06:00"),
        ('quiet = "22:00-26:00"', "«26:00»"),
        ('quiet = "22:00-06:00"\ndocuments_at = "05:30"', "тихие часы"),
    ],
)
def test_wrong_configuration(tmp_path, capsys, text, words):
    """A configuration that is wrong ends with 2 and says what and where."""
    vz("init", tmp_path)
    (tmp_path / "vzaimo.toml").write_text(text, encoding="utf-8")
    assert vz("run", tmp_path) == 2
    assert words in capsys.readouterr().err


def test_state_may_lie_elsewhere(tmp_path, demo):
    """`state` moves the worker's folder out of a folder that a cloud drive copies."""
    folder = tmp_path / "район"
    elsewhere = tmp_path / "память"
    vz("init", folder)
    (folder / "vzaimo.toml").write_text(f'state = "{elsewhere}"\n', encoding="utf-8")
    edit(folder / COORDINATOR, lambda book: fill(book["Реестр ОО"]))
    assert vz("run", folder, "--today", "01.12.2021") == 0
    assert (elsewhere / "state.sqlite").exists()
    assert not (folder / ".vzaimo" / "state.sqlite").exists()


def test_one_worker_at_a_time(demo, capsys):
    """While another process holds the district's lock, a command says so and ends with 2."""
    code = (
        "import sys; from filelock import FileLock; lock = FileLock(sys.argv[1]); lock.acquire();"
        "print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(demo / ".vzaimo" / "lock")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert holder.stdout.readline() == "held\n"
        assert vz("run", demo, "--wait", 0) == 2
        assert "уже работает" in capsys.readouterr().err
    finally:
        holder.kill()
        holder.communicate()
    with FileLock(demo / ".vzaimo" / "lock", timeout=0):
        pass


def test_check_needs_no_district(demo, tmp_path, capsys):
    """`vzaimo check` names the cells of a book; a file that is none ends it with 1."""
    assert vz("check", demo / BOOKS / OYA) == 0
    said = capsys.readouterr().out
    assert "C7" in said
    assert "поставить 7" in re.sub(r"[\s│]+", " ", said)
    (tmp_path / "x.xlsx").write_text("not a book")
    assert vz("check", demo / BOOKS / OYA, tmp_path / "x.xlsx", tmp_path / "none.xlsx") == 1
    said = capsys.readouterr().out
    assert "x.xlsx" in said
    assert "none.xlsx" in said


def test_rules_are_listed(capsys):
    """`vzaimo rules` lists every rule with its severity."""
    assert vz("rules", "--json") == 0
    listed = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert listed["staffing.categories_sum"]["severity"] == "ошибка"
    assert listed["staffing.attested_under"]["severity"] == "вопрос"
    assert vz("rules") == 0
    assert "staffing.categories_sum" in capsys.readouterr().out


def test_templates_are_copied_once(demo, capsys):
    """`vzaimo templates` gives the coordinator the template, and never replaces it."""
    assert vz("templates", demo) == 0
    path = demo / "Шаблоны" / "Соглашение.docx"
    path.write_bytes(path.read_bytes() + b"mine")
    assert vz("templates", demo) == 0
    assert path.read_bytes().endswith(b"mine")
    path.unlink()


@pytest.mark.parametrize("name", list(vzaimo.commands))
def test_every_command_has_help_in_russian_and_a_line_in_the_readme(name, capsys):
    """--help is Russian throughout; the README names the command."""
    assert vz(name, "--help") == 0
    said = capsys.readouterr().out
    assert "Вызов: vzaimo" in said
    assert "Показать эту справку" in said
    for word in ("Usage", "Options", "Show this", "default"):
        assert word not in said
    assert f"vzaimo {name}" in README.read_text(encoding="utf-8")


def test_error_of_the_program_shows_no_traceback(demo, capsys, monkeypatch):
    """A user never sees a traceback; the log has it."""

    def broken(*args, **more):
        raise RuntimeError("shelf")

    monkeypatch.setattr("sync.passes.read_books", broken)
    assert vz("run", demo, "--today", "05.03.2022") == 1
    said = capsys.readouterr()
    assert "Traceback" not in said.err + said.out
    assert "vzaimo.log" in said.err
    assert "RuntimeError: shelf" in (demo / ".vzaimo" / "vzaimo.log").read_text(encoding="utf-8")


def test_log_holds_nothing_personal(demo):
    """Neither names nor mailboxes of people stand in the log."""
    type_into(demo / BOOKS / OYA, "Паспорт ОО", "B29", "петрова@школа")
    vz("run", demo, "--today", "03.03.2022")
    log = (demo / ".vzaimo" / "vzaimo.log").read_text(encoding="utf-8")
    assert "Петров" not in log
    assert "@" not in log


def test_real_process_from_the_shell(tmp_path):
    """The console script works as a process of its own, in a service without a locale too."""
    environment = os.environ | {"LC_ALL": "C"}
    script = Path(sys.executable).parent / "vzaimo"
    done = subprocess.run(
        [script, "demo", str(tmp_path / "d"), "--organisations", "2"],
        env=environment, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
