"""What `vzaimo doctor` looks at in Google: key, network, clock, access, storage, quota.

It only asks: a listing tells most of it, and each book is read at most once, so many of them
that the worker's quota of a minute is not used up.
"""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sync.config import FILE, Config, GoogleConfig
from sync.diagnosis import Level, Point, book_points
from sync.documents import KINDS
from sync.folder import BOOKS, COORDINATOR, file_names
from sync.google.access import ACCESS, look_at, trouble_with
from sync.google.books import Registered, drive_id, registered, spreadsheet_id, whom
from sync.google.client import Client, Json
from sync.google.errors import (
    ApiDisabled,
    BadCredentials,
    BadEndpoint,
    GoogleError,
    MissingScope,
    NotFound,
)
from sync.google.limits import Quota
from sync.google.links import SPREADSHEET
from sync.google.retrying import Patience
from sync.google.store import SPREADSHEETS, GoogleStore
from sync.opening import open_client, open_folder, open_google
from sync.stores import Entry, Fetched

PATIENCE = Patience(tries=2, total=20.0)
"""A doctor says soon that nobody answers."""

MOST_READ = 50
"""Books that are read, fewer than an account may read in a minute."""

CLOCK_LIMIT = 60.0
"""Seconds that the clock may be wrong; Google refuses a key that is off by five minutes."""

LITTLE_SPACE = 100 * 2**20
"""Bytes left on a person's drive that are soon used up."""

FOLDER_TYPE = "application/vnd.google-apps.folder"


def google_points(config: Config, google: GoogleConfig) -> Iterator[Point]:
    """Look at a district that lives in Google, from the key to each book."""
    try:
        client = open_client(google, PATIENCE)
    except (BadCredentials, BadEndpoint) as error:
        yield Point("Ключ", Level.STOP, str(error))
        return
    yield _key(client)
    try:
        about = client.about("user(displayName),storageQuota(limit,usage)")
    except GoogleError as error:
        what = "Google Drive API" if isinstance(error, ApiDisabled | MissingScope) else "Связь"
        yield Point(what, Level.STOP, str(error))
        return
    yield Point("Связь", Level.OK, "Google отвечает и принимает ключ, Google Drive API включён.")
    yield _clock(client)
    try:
        yield from _Look(config, google, client, about).points()
    except GoogleError as error:
        yield Point("Связь", Level.STOP, str(error))


def _key(client: Client) -> Point:
    account = client.account
    if account.kind == "service_account":
        text = f"Служебная учётная запись. Таблицы открывают для адреса {account.address}."
    elif account.kind == "authorized_user":
        text = "Программа работает от имени человека, с его таблицами и его местом на диске."
    else:
        text = "Токен для эмулятора на этом компьютере."
    return Point("Ключ", Level.OK, text)


def _clock(client: Client) -> Point:
    google = client.server_time
    if google is None:
        return Point("Часы", Level.NOTE, "Google не сказал, который час: часы не проверены.")
    seconds = abs((dt.datetime.now(dt.UTC) - google).total_seconds())
    if seconds > CLOCK_LIMIT:
        text = (
            f"Часы компьютера расходятся с часами Google на {seconds / 60:.0f} мин. При пяти "
            "минутах Google перестаёт принимать ключ: включите точное время по интернету."
        )
        return Point("Часы", Level.MEND, text)
    return Point("Часы", Level.OK, "Часы компьютера идут как у Google.")


@dataclass(frozen=True)
class _Look:
    """A look at the spreadsheets and files of a district; `about` is what Drive tells of us."""

    config: Config
    google: GoogleConfig
    client: Client
    about: Json

    @property
    def _address(self) -> str:
        return self.client.account.address

    @cached_property
    def _listing(self) -> dict[str, Json]:
        """What Drive tells of all spreadsheets that the account sees, by one request."""
        drive = drive_id(self.google.drive)
        found = self.client.list_files(SPREADSHEETS, ACCESS, drive_id=drive)
        return {one["id"]: one for one in found}

    def points(self) -> Iterator[Point]:
        """Give the points of the summary, of files, of books and of the quota."""
        id = spreadsheet_id(self.google.summary)
        if id is None:
            text = f"В строке summary файла {FILE} не ссылка на таблицу Google."
            yield Point("Сводная таблица", Level.STOP, text)
            return
        yield from self._storage()
        sheets = self._sheets(id)
        yield sheets
        summary = self._summary(id)
        yield summary
        if Level.STOP not in (sheets.level, summary.level):
            yield from self._books()

    def _sheets(self, id: str) -> Point:
        """Any answer of Sheets about any spreadsheet shows that its API is switched on."""
        what = "Google Sheets API"
        try:
            self.client.get_spreadsheet(id, "spreadsheetId")
        except (ApiDisabled, MissingScope) as error:
            return Point(what, Level.STOP, str(error))
        except GoogleError as error:
            if error.may_pass:
                return Point(what, Level.STOP, str(error))
        return Point(what, Level.OK, "Включён.")

    def _summary(self, id: str) -> Point:
        what = "Сводная таблица"
        file = look_at(self.client, id)
        trouble = trouble_with(file, self._address)
        if not trouble and file is not None and self._outside(file):
            trouble = OUTSIDE
        if trouble:
            return Point(what, Level.STOP, trouble)
        return Point(what, Level.OK, "Программа может её читать и менять.")

    def _outside(self, file: Json) -> bool:
        drive = drive_id(self.google.drive)
        return bool(drive) and file.get("driveId") != drive

    # --- files --------------------------------------------------------------------------------

    def _storage(self) -> Iterator[Point]:
        """Tell where the program makes files, and whether it can."""
        service = self.client.account.kind == "service_account"
        owning = False
        if self.google.drive:
            point, owning = self._drive(drive_id(self.google.drive)), True
            yield point
        if self.google.documents_folder:
            point, shared = self._folder(drive_id(self.google.documents_folder))
            owning = owning or shared
            yield point
        quota = self.about.get("storageQuota", {})
        if not owning and (service or quota.get("limit") == "0"):
            yield Point("Место для файлов", Level.NOTE, NO_STORAGE.format(whom(self._address)))
        elif not owning:
            yield _space(quota)

    def _drive(self, id: str) -> Point:
        what = "Общий диск"
        if not self._may_add_to_drive(id):
            return Point(what, Level.MEND, NO_DRIVE.format(whom(self._address)))
        return Point(what, Level.OK, "Программа делает на нём таблицы и документы.")

    def _may_add_to_drive(self, id: str) -> bool | None:
        """Tell whether files can be made on a shared drive; None where it is none."""
        try:
            capabilities = self.client.get_drive(id).get("capabilities", {})
        except NotFound:
            return None
        return bool(capabilities.get("canAddChildren"))

    def _folder(self, id: str) -> tuple[Point, bool]:
        """Look at the folder of documents; tell, too, whether it lies on a shared drive."""
        what, whose = "Папка документов", whom(self._address)
        file = look_at(self.client, id)
        folder = file is not None and file.get("mimeType") == FOLDER_TYPE
        if file is None or not folder or file.get("trashed"):
            may, shared = self._may_add_to_drive(id), True
        else:
            may = bool(file.get("capabilities", {}).get("canAddChildren"))
            shared = bool(file.get("driveId"))
        if may is None:
            return Point(what, Level.MEND, NO_FOLDER.format(whose)), False
        if not may:
            return Point(what, Level.MEND, CLOSED_FOLDER.format(whose)), False
        return Point(what, Level.OK, "В неё можно писать."), shared

    # --- books --------------------------------------------------------------------------------

    def _books(self) -> Iterator[Point]:
        """Look at the access to each book, then read what can be read, within the quota."""
        config = self.config
        files = open_folder(config.folder, config.state, config.personal)
        store = open_google(files, self.google, config.state, self.client)
        entries = store.entries({})
        if not store.spreadsheet(COORDINATOR):
            yield Point("Сводная таблица", Level.STOP, NOT_LISTED)
            return
        orgs = _registered(store)
        names = file_names({one.org: one.title for one in orgs})
        troubles: set[str] = set()
        for one in orgs:
            name = f"{BOOKS}/{names[one.org]}"
            point = self._access(one, store.spreadsheet(name))
            if point is not None:
                troubles |= {name} if point.level is Level.MEND else set()
                yield point
        people = [entry.name for entry in entries if entry.name.startswith(f"{BOOKS}/")]
        names_to_read = [name for name in people if name not in troubles]
        unread = {*troubles, *names_to_read[MOST_READ:]}
        chosen = [entry for entry in entries if entry.name not in unread]
        yield from book_points(store, self.config, chosen, unread)
        if len(names_to_read) > MOST_READ:
            text = (
                f"Прочитано таблиц: {MOST_READ} из {len(names_to_read)}, остальные прочтёт проход."
            )
            yield Point("Таблицы организаций", Level.NOTE, text)
        yield _quota(len(orgs))

    def _access(self, one: Registered, found: str) -> Point | None:
        """Say what is wrong with the access to an ОО's spreadsheet, `found` by link or title."""
        what = f"Таблица «{one.title}»"
        id = found or (spreadsheet_id(one.link) if one.link else None)
        if id is None or not id:
            return None  # whoever reads the books will say so
        file = self._listing.get(id) or look_at(self.client, id)
        trouble = trouble_with(file, self._address)
        if not trouble and file is not None and self._outside(file):
            trouble = OUTSIDE
        if trouble:
            return Point(what, Level.MEND, trouble)
        if not one.link:
            return Point(what, Level.NOTE, NO_LINK_YET.format(SPREADSHEET.format(id)))
        return None


def _registered(store: GoogleStore) -> list[Registered]:
    """Give who stands in the Реестр: the summary was read just now, so it takes no request."""
    for _, read in store.fetch([Entry(COORDINATOR, "")]):
        if isinstance(read, Fetched):
            return registered(read.grids())
    return []


def _space(quota: Mapping[str, str]) -> Point:
    """Tell how much space a person's drive has left; one without a limit has none to tell."""
    what = "Место для файлов"
    left = int(quota["limit"]) - int(quota.get("usage", 0)) if "limit" in quota else None
    if left is not None and left < LITTLE_SPACE:
        text = f"На Google Диске осталось {left / 2**20:.0f} МБ: освободите место."
        return Point(what, Level.MEND, text)
    return Point(what, Level.OK, "Файлы, которые делает программа, принадлежат этому человеку.")


def _quota(books: int) -> Point:
    """Say how long it takes to read all books and to write into all of them."""
    limit = Quota().limit
    minutes = max(1, math.ceil((books + 2) / limit))
    text = (
        f"Google даёт одной учётной записи {limit} чтений и {limit} записей в минуту. Первый "
        f"проход по {books} таблицам займёт около {minutes} мин, дальше читаются только "
        "изменившиеся."
    )
    return Point("Квота", Level.OK, text)


OUTSIDE = (
    "Она лежит не на общем диске из строки drive: переместите её туда (или уберите эту строку, "
    "если таблицы района лежат не на общем диске)."
)
NOT_LISTED = (
    "Google не показывает её среди таблиц программы. Если она лежит на общем диске, укажите его в "
    f"{FILE}, строкой drive."
)
NO_LINK_YET = "Найдена по названию. Впишите её адрес в Реестр ОО, в столбец «Книга (файл)»: {}"
NO_STORAGE = (
    "У этой учётной записи нет своего места на Google Диске. Таблицы организаций делают люди и "
    "дают {} роль «Редактор»; для документов они же кладут в папку документов пустые файлы: "
    + ", ".join(f"«{kind.title} ….docx»" for kind in KINDS.values())
    + " (точные названия скажет проход). Иначе нужен общий диск (строка drive) или вход от имени "
    "человека («vzaimo login»)."
)
NO_DRIVE = (
    "Его нет, или программа в нём не участник: добавьте {} в участники диска с ролью "
    "«Контент-менеджер»."
)
NO_FOLDER = (
    "По ссылке documents_folder нет папки, которую видит программа: откройте её «Настройки "
    "доступа» и дайте {} роль «Редактор» или исправьте ссылку."
)
CLOSED_FOLDER = (
    "Программе разрешено её только смотреть: откройте её «Настройки доступа» и дайте {} роль "
    "«Редактор»."
)
