"""What `vzaimo doctor` says of each trouble, by the command."""

import json
from collections.abc import Callable

import pytest

from sync.config import FILE
from sync.folder import BOOKS, COORDINATOR
from sync.google.diagnosis import FOLDER_TYPE
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
from tests.sync.people import copy

pytestmark = pytest.mark.long

CARD = {"Паспорт ОО": [["Показатель", "Значение"], ["Код", "Ш-1"]]}
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DISK = "https://drive.google.com/drive/folders/{}"


@pytest.fixture
def district(strict_google: Emulator, tmp_path, private_key) -> Beginning:
    """A district by hand with two organisations whose spreadsheets are linked."""
    district = begin(strict_google, tmp_path / "район", private_key).by_hand()
    district.ids = {"Ш-1": district.book("Школа", tabs=CARD), "Д-1": district.book("Сад")}
    links = {code: {"Книга (файл)": LINK.format(id)} for code, id in district.ids.items()}
    district.register(SCHOOL | links["Ш-1"], GARDEN | links["Д-1"])
    return district


@pytest.fixture
def ask(district, capsys) -> Callable[[], tuple[int, dict[str, list[tuple[str, str]]]]]:
    """Ask the doctor; give the exit code and the points: what → level and text of each."""

    def asked():
        capsys.readouterr()
        code = vz("doctor", district.folder, "--json")
        told = json.loads(capsys.readouterr().out)
        assert told["code"] == code
        points: dict[str, list[tuple[str, str]]] = {}
        for point in told["points"]:
            points.setdefault(point["what"], []).append((point["level"], point["text"]))
        return code, points

    return asked


def only(points, what: str) -> tuple[str, str]:
    (point,) = points[what]
    return point


def test_all_is_well(district, ask, capsys):
    """After forms nothing is left to mend; a doctor writes nothing and asks little."""
    assert vz("forms", district.folder) == 0
    before = district.state()
    district.google.requests.reset()
    _, points = ask()
    wrong = {w: p for w, all_ in points.items() for p in all_ if p[0] in ("mend", "stop")}
    assert wrong.keys() == {"Книга «Свод»"}, wrong  # which was made by hand, with a tab only
    made = district.google.requests
    assert made["sheets_write"] == made["drive_write"] == 0
    assert made["sheets_read"] <= 5 and made["drive_list"] == 2
    assert district.state() == before
    for what in ("Настройки", "Ключ", "Связь", "Часы", "Google Sheets API", "Сводная таблица"):
        assert only(points, what)[0] == "ok", what
    assert WORKER in only(points, "Ключ")[1]
    assert "около 1" in only(points, "Квота")[1]
    assert "пустые файлы" in only(points, "Место для файлов")[1]
    vz("doctor", district.folder)
    said = capsys.readouterr().out
    assert "Сводная таблица" in said and "в порядке" in said


def no_config(district):
    (district.folder / FILE).write_text("summary = ")


def wrong_setting(district):
    (district.folder / FILE).write_text("sumary = 1")


def no_key(district):
    district.key.unlink()


def open_key(district):
    district.key.chmod(0o644)


def unsaid_summary(district):
    text = (district.folder / FILE).read_text()
    (district.folder / FILE).write_text(text.replace(district.link, "Свод района"))


def fault(**fields):
    return lambda district: district.google.faults.add(times=-1, **fields)


DISABLED = {"kind": "status", "status": 403, "reason": "SERVICE_DISABLED"}


@pytest.mark.parametrize(
    ("spoil", "what", "words"),
    [
        (no_config, "Настройки", "не читается"),
        (wrong_setting, "Настройки", "неизвестная настройка «sumary»"),
        (no_key, "Ключ", "Нет файла ключа"),
        (open_key, "Ключ", "chmod 600"),
        (lambda d: d.google.accounts.revoke(WORKER), "Связь", "отозван"),
        (fault(kind="html", status=200, path="/about"), "Связь", "войдите"),
        (fault(kind="cut_before", path="/about"), "Связь", "Проверьте интернет"),
        (fault(**DISABLED, path="/about"), "Google Drive API", "Google Drive API"),
        (fault(**DISABLED, path="/v4/"), "Google Sheets API", "Google Sheets API"),
        (unsaid_summary, "Сводная таблица", "не ссылка"),
        (lambda d: d.google.person.unshare(d.summary, WORKER), "Сводная таблица", WORKER),
        (lambda d: d.google.person.trash(d.summary), "Сводная таблица", "в корзине"),
        (lambda d: d.google.person.remove(d.summary), "Сводная таблица", "удалена"),
        (lambda d: d.google.person.delete_tab(d.summary, "Реестр ОО"), "Реестр ОО", "заголовки"),
    ],
)
def test_what_lets_no_pass_begin(district, ask, spoil, what, words):
    """A trouble that no pass escapes gives code 2, and what to do stands at its point."""
    spoil(district)
    code, points = ask()
    level, text = points[what][-1]
    assert (code, level) == (2, "stop") and words in text


def spoiled(do):
    return lambda district: do(district.google.person, district.ids["Д-1"])


def as_excel(district):
    id = district.google.person.upload("Сад.xlsx", b"PK", EXCEL, share=[WORKER])
    district.register(SCHOOL | {"Книга (файл)": LINK.format(district.ids["Ш-1"])},
                      GARDEN | {"Книга (файл)": LINK.format(id)})  # fmt: skip


def read_only(person, id):
    person.unshare(id, WORKER)
    person.share(id, WORKER, "reader")


def second_link(district):
    link = {"Книга (файл)": LINK.format(district.ids["Ш-1"])}
    district.register(SCHOOL | link, GARDEN | link)


def second_book(district):
    district.book("Копия СШ «Первая»", tabs=CARD)


def no_link(district):
    district.register(SCHOOL | {"Книга (файл)": "в шкафу"}, GARDEN)


def outside(district):
    drive = district.google.shared_drive("Диск", {WORKER: "fileOrganizer"})
    for id in (district.summary, district.ids["Ш-1"]):
        district.google.person.move_file(id, drive.id)
    with (district.folder / FILE).open("a") as file:
        file.write(f'drive = "{DISK.format(drive.id)}"\n')


@pytest.mark.parametrize(
    ("spoil", "what", "words"),
    [
        (spoiled(lambda p, id: p.unshare(id, WORKER)), "Таблица «Сад «Ромашка»»", WORKER),
        (spoiled(lambda p, id: p.remove(id)), "Таблица «Сад «Ромашка»»", "удалена"),
        (spoiled(lambda p, id: p.trash(id)), "Таблица «Сад «Ромашка»»", "в корзине"),
        (spoiled(read_only), "Таблица «Сад «Ромашка»»", "только читать"),
        (as_excel, "Таблица «Сад «Ромашка»»", "Сохранить как таблицу Google"),
        (outside, "Таблица «Сад «Ромашка»»", "не на общем диске"),
        (second_book, "Книга «СШ «Первая»»", "вторая таблица той же организации"),
        (second_link, "Книга «Сад «Ромашка»»", "Ссылка на ту же таблицу"),
        (no_link, "Книга «СШ «Первая»»", "не ссылка на таблицу Google"),
        (no_link, "Книга «Сад «Ромашка»»", "vzaimo forms"),
        (lambda d: None, "Книга «Сад «Ромашка»»", "нет вкладки «Кадры»"),
    ],
)
def test_what_is_wrong_with_a_book(district, ask, spoil, what, words):
    """A book that is out of reach, linked wrongly or without its tabs is named; code 1."""
    spoil(district)
    code, points = ask()
    assert code == 1
    assert any(level == "mend" and words in text for level, text in points[what]), points


def test_one_trouble_of_access_is_told_once(district, ask):
    """What is said of the access to a spreadsheet is not said again of the book in it."""
    district.google.person.unshare(district.ids["Д-1"], WORKER)
    _, points = ask()
    assert "Книга «Сад «Ромашка»»" not in points


def test_a_spreadsheet_found_by_its_title(district, ask):
    """Its address is told, to be put into the Реестр; that alone is nothing to mend."""
    district.google.person.rename(district.ids["Д-1"], "Сад «Ромашка»")
    district.register(SCHOOL | {"Книга (файл)": LINK.format(district.ids["Ш-1"])}, GARDEN)
    _, points = ask()
    level, text = only(points, "Таблица «Сад «Ромашка»»")
    assert level == "note" and district.ids["Д-1"] in text


@pytest.mark.parametrize(("minutes", "level"), [(0, "ok"), (4, "mend")])
def test_the_clock(district, ask, minutes, level):
    """A clock that goes wrong is told before Google begins to refuse the key."""
    district.google.clock.advance(60 * minutes)
    _, points = ask()
    assert only(points, "Часы")[0] == level


@pytest.mark.parametrize("role", ["fileOrganizer", "reader", None])
def test_a_shared_drive(district, ask, role):
    """Files go to a shared drive where the account may make them; else it says which role."""
    drive = district.google.shared_drive("Диск", {WORKER: role} if role else {})
    with (district.folder / FILE).open("a") as file:
        file.write(f'drive = "{DISK.format(drive.id)}"\n')
    _, points = ask()
    level, text = only(points, "Общий диск")
    assert level == ("ok" if role == "fileOrganizer" else "mend")
    assert ("Контент-менеджер" in text) == (role != "fileOrganizer")


@pytest.mark.parametrize(
    ("role", "level", "words"),
    [
        ("writer", "ok", "можно писать"),
        ("reader", "mend", "только смотреть"),
        (None, "mend", WORKER),
    ],
)
def test_the_folder_of_documents(district, ask, role, level, words):
    """A folder that the account cannot write into is told with what to do."""
    person = district.google.person
    id = person.folder("Документы")
    if role:
        person.share(id, WORKER, role)
    with (district.folder / FILE).open("a") as file:
        file.write(f'documents_folder = "{DISK.format(id)}"\n')
    _, points = ask()
    point = only(points, "Папка документов")
    assert point[0] == level and words in point[1]
    assert district.google.store.files[id].mime_type == FOLDER_TYPE


def test_a_person_has_storage(district, ask):
    """With a person's permission files belong to that person."""
    as_person(district)
    for id in (district.summary, *district.ids.values()):
        district.google.person.share(id, CURATOR)
    _, points = ask()
    assert "от имени человека" in only(points, "Ключ")[1]
    assert only(points, "Место для файлов")[0] == "ok"


# --- districts of files too -------------------------------------------------------------------


@pytest.fixture
def folder(passed, tmp_path):
    """A district of files."""
    return copy(passed, tmp_path / "район")


def test_a_district_of_files(folder, capsys):
    """Its books are read as a pass reads them; all is well."""
    vz("doctor", folder, "--json")
    told = json.loads(capsys.readouterr().out)
    levels = {point["what"]: point["level"] for point in told["points"]}
    assert levels["Книги организаций"] == levels["Папки"] == levels["Шаблоны"] == "ok"
    assert "Ключ" not in levels


def break_coordinator(folder):
    (folder / COORDINATOR).write_bytes(b"rubbish")


def lose_book(folder):
    next((folder / BOOKS).glob("МБОУ*")).unlink()


def break_template(folder):
    (folder / "Шаблоны").mkdir(exist_ok=True)
    (folder / "Шаблоны" / "Соглашение.docx").write_bytes(b"")


def put_into_cloud(folder):
    (folder / FILE).write_text(f'state = "{folder / "Яндекс.Диск" / "память"}"')


def put_nowhere(folder):
    (folder / "занято").write_text("")
    (folder / FILE).write_text('state = "занято"')


@pytest.mark.parametrize(
    ("spoil", "code", "what", "words"),
    [
        (break_coordinator, 2, "Книга координатора", "не"),
        (lose_book, 1, "Книга «", "vzaimo forms"),
        (break_template, 1, "Шаблон «Соглашение»", "пуст"),
        (put_into_cloud, 1, "Служебная папка", "в облаке («Яндекс.Диск»)"),
        (put_nowhere, 2, "Служебная папка", "нельзя писать"),
        (lambda folder: (folder / FILE).unlink(), 2, "Настройки", "vzaimo init"),
    ],
)
def test_troubles_of_a_district_of_files(folder, capsys, spoil, code, what, words):
    """The same command tells what is wrong without Google."""
    spoil(folder)
    assert vz("doctor", folder, "--json") == code
    points = json.loads(capsys.readouterr().out)["points"]
    assert any(p["what"].startswith(what) and words in p["text"] for p in points), points
