"""The way of a new district in Google by the commands: init, forms, the first pass."""

import re

import pytest

from sync.config import load
from sync.folder import COORDINATOR
from sync.form_tabs import HELP_TITLE
from sync.resources import forms_of
from tests.emulator import Emulator
from tests.sync.google.beginning import (
    CURATOR,
    GARDEN,
    LINK,
    SCHOOL,
    WORKER,
    Beginning,
    as_person,
    begin,
    vz,
)

pytestmark = pytest.mark.long

COORDINATORS = [*(form.title for form in forms_of("coordinator", "local").values()), HELP_TITLE]
SCHOOLS = [*(form.title for form in forms_of("organisation", "local").values()), HELP_TITLE]
UNUSED = "Смета"


@pytest.fixture
def district(strict_google: Emulator, tmp_path, private_key) -> Beginning:
    """A curator with a key and a summary."""
    return begin(strict_google, tmp_path / "район", private_key)


@pytest.fixture
def begun(district: Beginning) -> Beginning:
    """A district whose summary a curator made by hand, with a Реестр and no other tab."""
    return district.by_hand()


def test_init_prepares_the_summary(district, capsys):
    """The summary gets the coordinator's tabs; the configuration names it, and no secret."""
    assert district.init() == 0
    assert district.tabs(district.summary) == COORDINATORS
    said = capsys.readouterr().out
    assert "«Реестр ОО»" in said and f"vzaimo forms {district.folder}" in said
    config = load(district.folder)
    assert config.google.summary == district.link and config.google.credentials == district.key
    assert config.personal == "local"
    assert "PRIVATE" not in (district.folder / "vzaimo.toml").read_text()
    made = {path.name for path in district.folder.iterdir()}
    assert made == {"vzaimo.toml", "credentials.json", ".vzaimo", "Документы", "Шаблоны", "Люди"}
    choices = district.google.person.cell(district.summary, "Реестр ОО", "C5")
    assert choices["dataValidation"]["condition"]["type"] == "ONE_OF_LIST"


def test_every_line_of_the_configuration_may_be_used(district):
    """Each setting that stands in a comment is one that the program knows, rightly typed."""
    assert district.init("--personal", "books") == 0
    path = district.folder / "vzaimo.toml"
    text = path.read_text()
    path.write_text(re.sub(r"(?m)^# (\w+ = )", r"\1", text))
    config = load(district.folder)
    assert (config.google.sweep, config.google.drive != "", config.timetable.every) == (
        12,
        True,
        10,
    )
    assert config.personal == "books"


def test_init_again_changes_nothing(district, capsys):
    """With the tabs there a second init writes nothing, whatever of its options are repeated."""
    begun = district
    assert begun.init() == 0
    text, before = (begun.folder / "vzaimo.toml").read_bytes(), begun.state()
    begun.google.requests.reset()
    assert begun.init("--credentials", begun.key) == 0
    assert vz("init", begun.folder, "--google") == 0
    assert "ничего не изменено" in capsys.readouterr().out
    assert begun.google.requests["sheets_write"] == 0
    assert (begun.folder / "vzaimo.toml").read_bytes() == text and begun.state() == before


def test_init_goes_on_after_a_break(district, capsys):
    """Killed before the tabs are there, or with the answer lost, it ends as if it had not been."""
    district.google.faults.add(kind="status", status=403, path=":batchUpdate")
    assert district.init() == 2
    assert "Редактор" in capsys.readouterr().err
    district.google.faults.add(kind="cut_after", path=":batchUpdate")
    assert district.init() == 0
    assert district.tabs(district.summary) == COORDINATORS


def test_init_leaves_what_people_have_made(district):
    """A tab of theirs, renamed too, stays as it is; a first sheet with something in it stays."""
    person = district.google.person
    person.add_tab(district.summary, "Наш Реестр", [
        ["Код", "Краткое наименование", "Вид", "Код головной организации"],
        ["Ш-1", "СШ «Первая»", "Школа", ""],
    ])  # fmt: skip
    person.type(district.summary, "Лист1", "B2", "для заметок")
    before = district.state()["Свод района"]
    assert district.init() == 0
    after = district.state()["Свод района"]
    assert {title: after[title] for title in before} == before
    assert "Реестр ОО" not in after and "Настройки" in after


@pytest.mark.parametrize(
    ("share", "words"),
    [(None, "не дан к ней доступ"), ("reader", "только читать")],
)
def test_init_says_whom_to_share_with(district, capsys, share, words):
    """Without the role of an editor nothing is made, and the address to share with is told."""
    district.google.person.unshare(district.summary, WORKER)
    if share:
        district.google.person.share(district.summary, WORKER, share)
    assert district.init() == 2
    said = capsys.readouterr().err
    assert words in said and WORKER in said and "Редактор" in said
    assert not (district.folder / "vzaimo.toml").exists()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--google"], "--summary"),
        (["--google", "--summary", "Свод района"], "не ссылка на таблицу"),
        (["--summary", LINK.format("a" * 30)], "--google"),
        (["--google", "--summary", LINK.format("a" * 44)], "ссылка неверна"),
        (["--google", "--summary", "{}", "--credentials", "нет.json"], "Нет файла ключа"),
    ],
)
def test_init_refuses_what_it_cannot_use(district, capsys, args, words):
    """A missing or wrong link or key is told by its name, and nothing is made."""
    args = [district.link if arg == "{}" else arg for arg in args]
    assert vz("init", district.folder, *args) == 2
    assert words in capsys.readouterr().err
    assert not (district.folder / "vzaimo.toml").exists()


def test_an_excel_file_is_no_summary(district, capsys):
    """A link to an uploaded .xlsx says how to make a spreadsheet of it."""
    excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    id = district.google.person.upload("Свод.xlsx", b"PK", excel, share=[WORKER])
    district.summary = id
    assert district.init() == 2
    assert "Сохранить как таблицу Google" in capsys.readouterr().err


def test_one_folder_holds_one_district(begun, tmp_path, capsys):
    """Another summary, another key, a district of files: each is refused by its name."""
    begun.summary = begun.google.person.create("Другой", share=[WORKER])
    assert begun.init() == 2
    assert "стоит другое: summary" in capsys.readouterr().err
    assert vz("init", begun.folder) == 2
    assert "--google" in capsys.readouterr().err
    assert vz("init", tmp_path / "файлы") == 0
    assert vz("init", tmp_path / "файлы", "--google", "--summary", begun.link) == 2
    assert "без Google" in capsys.readouterr().err
    assert not (begun.folder / COORDINATOR).exists()


# --- forms ------------------------------------------------------------------------------------


def test_forms_fills_the_spreadsheets_of_the_registry(begun, capsys):
    """A linked spreadsheet gets its tabs, with what the Реестр knows typed in; once."""
    school, garden = begun.book("Наша школа"), begun.book("Сад «Ромашка»")
    begun.register(SCHOOL | {"Книга (файл)": LINK.format(school)}, GARDEN)
    assert vz("forms", begun.folder) == 0
    said = capsys.readouterr().out
    assert "Добавлены недостающие вкладки, таблиц: 2" in said and "СШ «Первая»" in said
    for id, code in ((school, "Ш-1"), (garden, "Д-1")):
        assert begun.tabs(id) == [title for title in SCHOOLS if title != UNUSED]
        card = {r[0]: r[1] for r in begun.google.person.values(id, "Паспорт ОО") if len(r) > 1}
        assert (card["Код"], card["Учебный год"]) == (code, "2021-2022")
    before = begun.state()
    begun.google.requests.reset()
    assert vz("forms", begun.folder) == 0
    assert "делать нечего" in capsys.readouterr().out
    assert begun.google.requests["sheets_write"] == 0 and begun.state() == before


def test_without_storage_people_make_the_spreadsheets(begun, capsys):
    """A service account without a shared drive says for each what to do; the others go on."""
    school = begun.book("Школа")
    begun.register(SCHOOL | {"Книга (файл)": LINK.format(school)}, GARDEN)
    assert vz("forms", begun.folder) == 1
    said = capsys.readouterr().out
    assert "Не сделано: Сад «Ромашка». Учётной записи программы негде" in said
    assert WORKER in said and "общий диск" in said
    assert "Кадры" in begun.tabs(school)
    assert begun.spreadsheets() == ["Свод района", "Школа"]


@pytest.fixture
def shared(district) -> Beginning:
    """A district on a shared drive, with two organisations."""
    drive = district.google.shared_drive("Методический центр", {WORKER: "fileOrganizer"})
    district.google.person.move_file(district.summary, drive.id)
    district.by_hand(drive=f"https://drive.google.com/drive/folders/{drive.id}")
    district.register(SCHOOL | {"Официальная почта": "school@example.ru"}, GARDEN)
    return district


MADE = ["СШ «Первая»", "Сад «Ромашка»", "Свод района"]


def roles(district: Beginning, title: str) -> dict[str, str]:
    permissions = district.google.store.files[district.google.person.find(title)].permissions
    return {one["emailAddress"]: one["role"] for one in permissions.values()}


def test_on_a_shared_drive_the_spreadsheets_are_made(shared, capsys):
    """Each gets its tabs and an address to put into the Реестр, and is shared with its mailbox."""
    assert vz("forms", shared.folder) == 1  # the garden has no mailbox: that is told
    said = capsys.readouterr().out
    assert "Сделано таблиц: 2" in said and "нет почты организации" in said
    assert shared.spreadsheets() == MADE
    for title in MADE[:2]:
        id = shared.google.person.find(title)
        assert f"https://docs.google.com/spreadsheets/d/{id}/edit" in said
        assert shared.tabs(id) == [title for title in SCHOOLS if title != UNUSED]
    assert roles(shared, MADE[0])["school@example.ru"] == "writer"
    assert vz("forms", shared.folder) == 0
    assert shared.spreadsheets() == MADE
    assert vz("run", shared.folder, "--today", "01.12.2021") == 0
    assert "Проверка" in shared.tabs(shared.google.person.find(MADE[1]))


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "cut_after", "method": "POST", "path": "/files$"},
        {"kind": "status", "status": 403, "method": "POST", "path": "/permissions$"},
        {"kind": "status", "status": 403, "method": "POST", "path": ":batchUpdate$"},
        {"kind": "cut_after", "method": "POST", "path": ":batchUpdate$"},
        {"kind": "cut_before", "method": "POST", "path": "/files$"},
    ],
)
def test_no_spreadsheet_is_made_twice(shared, fault):
    """A lost answer, or an end between any two requests: the next run finishes the same file."""
    shared.register(SCHOOL | {"Официальная почта": "school@example.ru"}, {})
    shared.google.faults.add(**fault)
    vz("forms", shared.folder)
    vz("forms", shared.folder)
    assert shared.spreadsheets() == [MADE[0], MADE[2]]
    id = shared.google.person.find(MADE[0])
    assert shared.tabs(id) == [title for title in SCHOOLS if title != UNUSED]


def test_a_killed_forms_shares_what_it_made(shared):
    """Killed right after it made a spreadsheet, it is shared and gets its tabs by the next run."""
    shared.register(SCHOOL | {"Официальная почта": "school@example.ru"}, {})
    shared.google.faults.add(kind="status", status=401, path="/permissions", times=2)
    assert vz("forms", shared.folder) == 2
    assert shared.tabs(shared.google.person.find(MADE[0])) == ["Sheet1"]
    vz("forms", shared.folder)
    assert shared.spreadsheets() == [MADE[0], MADE[2]]
    assert roles(shared, MADE[0])["school@example.ru"] == "writer"


def test_a_person_owns_what_is_made(district, capsys):
    """With a person's permission the spreadsheets lie on that person's drive."""
    as_person(district)
    district.google.person.share(district.summary, CURATOR)
    district.by_hand()
    district.register(SCHOOL | {"Официальная почта": "school@example.ru"})
    assert vz("forms", district.folder) == 0
    assert roles(district, MADE[0]) == {CURATOR: "owner", "school@example.ru": "writer"}


def test_organisations_called_alike_get_spreadsheets_of_their_own(shared):
    """Two of one name, and one whose name no file may have: three spreadsheets, found again."""
    names = ["Сад", "сад", f"Детский сад «{'Очень' * 20}»"]
    shared.register(*(GARDEN | {"Код": f"Д-{n}", "Краткое наименование": name}
                      for n, name in enumerate(names, start=1)))  # fmt: skip
    shared.google.faults.add(kind="status", status=403, path=":batchUpdate$", times=3)
    vz("forms", shared.folder)
    made = shared.spreadsheets()
    assert len(made) == 4
    shared.google.faults.add(kind="status", status=403, path=":batchUpdate$", times=3)
    vz("forms", shared.folder)
    assert shared.spreadsheets() == made


# --- bad input --------------------------------------------------------------------------------


def test_spreadsheets_that_are_out_of_reach(begun, capsys):
    """Unshared, deleted, in the trash: forms and run name each and what to do, and go on."""
    words = {"А": f"дайте адресу {WORKER}", "Б": "Таблица удалена", "В": "в корзине"}
    ids = {name: begun.book(name) for name in (*words, "Сад")}
    begun.register(
        *(
            SCHOOL
            | {"Код": f"Ш-{n}", "Краткое наименование": name, "Книга (файл)": LINK.format(id)}
            for n, (name, id) in enumerate(ids.items(), start=1)
        )
    )
    begun.google.person.unshare(ids["А"], WORKER)
    begun.google.person.remove(ids["Б"])
    begun.google.person.trash(ids["В"])
    for command in (["forms"], ["run", "--today", "01.12.2021"]):
        assert vz(command[0], begun.folder, *command[1:]) == 1
        said = capsys.readouterr().out
        for name, told in words.items():
            assert re.search(rf"(Не сделано|Не прочитано): .*{name}.*{told}", said), (name, said)
    assert {"Кадры", "Проверка"} <= set(begun.tabs(ids["Сад"]))


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (None, "Ссылка на ту же таблицу"),
        ("папка на диске", "не ссылка на таблицу Google"),
    ],
)
def test_a_row_with_a_wrong_link(begun, capsys, link, words):
    """The same link in two rows, or no link at all, is told for the row that has it."""
    school = LINK.format(begun.book("Школа"))
    begun.register(SCHOOL | {"Книга (файл)": school}, GARDEN | {"Книга (файл)": link or school})
    assert vz("forms", begun.folder) == 1
    said = capsys.readouterr().out
    assert "Сад «Ромашка»" in said and words in said


def test_a_spreadsheet_of_an_old_form(begun, capsys):
    """Its tabs stay as they are, renamed ones too; what they lack is told by the next pass."""
    old = [["Отчётная дата", "Поб"], ["30.06.2021", 22]]
    staffing = [["Код", "Краткое наименование"], ["Ш-1", "СШ"]]
    school = begun.book("Школа", tabs={"Кадры": old, "Наши сведения": staffing})
    begun.register(SCHOOL | {"Книга (файл)": LINK.format(school)})
    assert vz("forms", begun.folder) == 0
    assert begun.google.person.values(school, "Кадры") == [["Отчётная дата", "Поб"],
                                                           ["30.06.2021", 22]]  # fmt: skip
    assert "Паспорт ОО" in begun.tabs(school)
    assert vz("run", begun.folder, "--today", "01.12.2021") == 0
    findings = [str(cell) for row in begun.google.person.values(school, "Проверка") for cell in row]
    assert any("Не найден столбец" in cell for cell in findings), findings


def test_a_renamed_tab_is_not_made_again(begun, capsys):
    """«Кадры» that a school called otherwise are read by their headers, and stay the only ones."""
    school = begun.book("Школа")
    begun.register(SCHOOL | {"Книга (файл)": LINK.format(school)})
    vz("forms", begun.folder)
    begun.google.person.rename_tab(school, "Кадры", "Кадры школы")
    begun.google.person.delete_tab(school, "Практики")
    assert vz("forms", begun.folder) == 0
    tabs = begun.tabs(school)
    assert "Практики" in tabs and "Кадры школы" in tabs and "Кадры" not in tabs


def test_a_revoked_key_ends_a_pass(begun, capsys):
    """A key that Google takes no more needs a person; a network that is away may come back."""
    begun.register(SCHOOL)
    begun.google.accounts.revoke(WORKER)
    assert vz("run", begun.folder) == 2
    said = capsys.readouterr().err
    assert "отозван" in said and "новый ключ" in said and WORKER not in said


def test_a_broken_network_is_an_incomplete_pass(begun, capsys):
    """Where the same may succeed later by itself the exit code is 1, as for what was left out."""
    begun.register(SCHOOL)
    begun.google.faults.add(kind="status", status=503, times=-1, path="/files")
    assert vz("run", begun.folder) == 1
    assert "Подождите" in capsys.readouterr().err
