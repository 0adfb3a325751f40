"""Spreadsheets of organisations: made where there is none, given the tabs that they lack.

A spreadsheet is shared before it gets its tabs. So one that a killed run left without tabs is
known by that, and finished by the next run; no run makes a second one.
"""

from rules.personal import Personal
from sync.google.books import whom
from sync.google.client import Client
from sync.google.drive import Documents
from sync.google.errors import FATAL, GoogleError, QuotaExceeded
from sync.google.links import SPREADSHEET
from sync.google.new_tabs import absent_tabs, add_tabs, is_blank
from sync.google.sheets import FIELDS, Spreadsheet, spreadsheet_of
from sync.resources import forms_of
from sync.stores import Made, NewBook

NO_STORAGE = (
    "Учётной записи программы негде создать таблицу. Создайте её сами с названием организации, "
    "дайте {whom} роль «Редактор» и впишите ссылку в Реестр ОО, в столбец «Книга (файл)»; или "
    "укажите общий диск (drive в vzaimo.toml); или войдите от имени человека («vzaimo login»)."
)
NOT_SHARED = "Таблица сделана, но почте организации из Реестра доступ к ней не дан. {}"
NO_MAILBOX = (
    "Таблица сделана, но в Реестре ОО нет почты организации: откройте ей доступ к таблице сами."
)


class BookMaker:
    """Makes the spreadsheets of a district by the client of its account."""

    def __init__(self, client: Client, documents: Documents, personal: Personal) -> None:
        """Take the client, who makes files, and where personal data are kept."""
        self._client, self._documents = client, documents
        self._forms = forms_of("organisation", personal)

    def make(self, new: NewBook, title: str, standing: Spreadsheet | None, by_us: bool) -> Made:
        """Make what `new` lacks; `standing` is its spreadsheet as it was read, if there is one.

        `by_us` tells that our account changed it last. GoogleError where it cannot be done.
        """
        name, trouble = new.standing or new.name, ""
        fresh = standing is None or (by_us and all(map(is_blank, standing.sheets)))
        try:
            standing = standing or self._read(self._documents.new_spreadsheet(title), title)
        except QuotaExceeded:
            return Made(name, trouble=NO_STORAGE.format(whom=whom(self._client.account.address)))
        if fresh:
            trouble = self._share(standing.id, new.mailbox, title)
        year = new.year if new.again else None
        tabs = absent_tabs(new.book.tabs, self._forms, standing, year)
        add_tabs(self._client, tabs, standing, title)
        return Made(name, SPREADSHEET.format(standing.id) if fresh else "", trouble)

    def _read(self, id: str, title: str) -> Spreadsheet:
        return spreadsheet_of(self._client.get_spreadsheet(id, FIELDS, book=title))

    def _share(self, id: str, mailbox: str | None, title: str) -> str:
        """Share a spreadsheet with the mailbox of the Реестр; say why it was not done."""
        if not mailbox:
            return NO_MAILBOX
        try:
            self._client.create_permission(id, mailbox, notify=True, book=title)
        except FATAL:
            raise
        except GoogleError as error:
            return NOT_SHARED.format(error)
        return ""
