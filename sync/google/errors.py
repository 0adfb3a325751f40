"""What may go wrong with Google, each as a message that says which book, what, and what to do.

A message is for people and holds no key, no token and no address but the account's own, which
they need to share a book with. Google's own words are kept apart in `detail`, for the log,
without what could be secret or personal.
"""

import re
from typing import Self

LOGIN = "vzaimo login"
"""The command by which a person lets the program work in their name."""

_HIDDEN = (
    (re.compile(r"-----BEGIN.*?(-----END[^-]*-----|$)", re.DOTALL), "…"),
    (re.compile(r"[\w.+%-]+(@|%40)[\w.-]+"), "…"),
    (re.compile(r"(?i)\b(bearer|ya29\.|1//)[\w./+=~-]*( [\w./+=~-]{8,})?"), "…"),
    (re.compile(r"[\w+/=-]{60,}(\.[\w+/=-]+)*"), "…"),
    (re.compile(r'"(?![A-Za-z_][\w.]*")[^"]*"'), '"…"'),
    (re.compile(r"[А-Яа-яЁё]+([\s-]+[А-Яа-яЁё.]+)*"), "…"),
)


def scrubbed(text: str, longest: int = 300) -> str:
    """Give `text` of Google's as the log may hold it: no address, token, key, or cell's value."""
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


class GoogleError(Exception):
    """Something that Google did not do.

    `book` is the name that the caller gave, `address` the account's own, `detail` Google's words
    for the log, `status` the answer's. `passing`: the same request may succeed later;
    `maybe_done`: nobody knows whether Google did it; `retry_after`: seconds Google asks to wait.
    """

    what = "Google не выполнил запрос"
    remedy = "Подробности в журнале"

    def __init__(
        self,
        detail: str = "",
        *,
        status: int | None = None,
        passing: bool = False,
        maybe_done: bool = False,
        retry_after: float | None = None,
    ) -> None:
        """Keep what is known at the place where it went wrong."""
        self.detail = scrubbed(detail)
        super().__init__(self.detail)
        self.status = status
        self.passing = passing
        self.maybe_done = maybe_done
        self.retry_after = retry_after
        self.book = ""
        self.address = ""

    @property
    def may_pass(self) -> bool:
        """Whether the same may succeed later by itself, without anybody mending anything."""
        return self.passing or self.maybe_done

    def named(self, book: str, address: str = "") -> Self:
        """Say which book it is about and whose account was used, where nobody has said so."""
        self.book = self.book or book
        self.address = self.address or address
        return self

    def __str__(self) -> str:
        """Give the message for people, in Russian."""
        account = f"адресу {self.address}" if self.address else "учётной записи программы"
        text = f"{self.what}. {self.remedy}.".replace("{account}", account)
        return f"«{self.book}»: {text}" if self.book else text[:1].upper() + text[1:]


class NotShared(GoogleError):
    """The book is there, and the account may not read or not write it."""

    what = "учётной записи программы не дан доступ"
    remedy = "Откройте файл в Google, нажмите «Настройки доступа» и дайте {account} роль «Редактор»"


class NotFound(GoogleError):
    """There is no such file, or the account cannot see it (Drive does not tell which)."""

    what = "файл не найден: он удалён, или к нему нет доступа, или ссылка неверна"
    remedy = (
        "Проверьте ссылку в Реестре. Если файл есть, дайте {account} роль «Редактор»; "
        "если удалён, его владелец может вернуть его из корзины в течение 30\u00a0дней"
    )


class Trashed(GoogleError):
    """The file lies in the trash; the caller finds it out from the listing."""

    what = "файл лежит в корзине Google Диска"
    remedy = "Попросите владельца восстановить его или укажите в Реестре другую таблицу"


class QuotaExceeded(GoogleError):
    """The account has no storage for a new file."""

    what = "у учётной записи программы нет места на Google Диске, файл создать нельзя"
    remedy = (
        "У служебной учётной записи места не бывает: укажите общий диск организации, "
        f"или войдите от имени человека («{LOGIN}»), "
        "или создайте файл сами и дайте {account} роль «Редактор»"
    )


class RateLimited(GoogleError):
    """Google still answered «too many requests» after all the waiting."""

    what = "Google отвечает, что запросов слишком много, и ожидание не помогло"
    remedy = (
        "Подождите несколько минут и повторите. Если так каждый раз, проверьте, "
        "не работает ли с той же учётной записью другая программа"
    )


class DailyLimit(RateLimited):
    """The quota of a day is used up: waiting for minutes does not help."""

    what = "исчерпана дневная квота запросов к Google"
    remedy = "Повторите завтра или увеличьте квоту проекта в Google Cloud"


class NoNetwork(GoogleError):
    """There is no way to Google, or it breaks."""

    what = "нет связи с Google"
    remedy = (
        "Проверьте интернет. Если сеть выходит наружу через прокси, "
        "задайте его переменной окружения HTTPS_PROXY"
    )


class UntrustedNetwork(NoNetwork):
    """Somebody on the way shows a certificate that is not trusted."""

    what = "связь с Google есть, но её сертификату нельзя доверять"
    remedy = (
        "Обычно так бывает, когда прокси проверяет трафик: возьмите у администратора сети "
        "файл сертификатов и укажите его в переменной окружения REQUESTS_CA_BUNDLE. "
        "Если она уже задана, проверьте, что файл на месте"
    )


class BadCredentials(GoogleError):
    """The account's key or permission is not good."""

    what = "Google не принимает ключ учётной записи: он отозван, удалён или неверен"
    remedy = (
        "Создайте новый ключ в Google Cloud («IAM», «Сервисные аккаунты», «Ключи») "
        "и положите его на место прежнего"
    )


class ExpiredLogin(BadCredentials):
    """A person's permission has expired or was revoked."""

    what = "разрешение, данное программе от имени человека, истекло или отозвано"
    remedy = f"Войдите снова: «{LOGIN}»"


class MissingScope(BadCredentials):
    """The token does not let the program do this."""

    what = "программе дано меньше прав, чем ей нужно (нужны Google Таблицы и Google Диск)"
    remedy = f"Войдите снова («{LOGIN}») и отметьте все права, о которых спросит Google"


class WrongClock(BadCredentials):
    """Google does not take the key's signature because of the time in it."""

    what = "часы этого компьютера идут неверно, и Google не принимает ключ"
    remedy = "Включите в системе точное время по интернету и повторите"


class BadKeyFile(BadCredentials):
    """The file of the account cannot be used; the text says why and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        """Take both halves of the message in Russian."""
        super().__init__()
        self.what = what
        self.remedy = remedy


class ApiDisabled(GoogleError):
    """The project of the account has the API switched off."""

    what = "в проекте Google Cloud не включён нужный API"
    remedy = (
        "Включите в нём и Google Sheets API, и Google Drive API "
        "(https://console.cloud.google.com/apis/library) и подождите несколько минут"
    )


class Refused(GoogleError):
    """Google does not take the request as it is: a fault of ours, or a limit of the book."""

    what = "Google не принял запрос программы"
    remedy = (
        "Остальные файлы от этого не пострадали. Повторите проход; если не поможет, "
        "пошлите разработчикам журнал"
    )


class TooManyCells(Refused):
    """There is no room for what the worker wants to write: Google's limit of a spreadsheet."""

    what = "в таблице слишком много ячеек (Google держит 10\u00a0млн), вкладка программы не входит"
    remedy = "Удалите лишние пустые строки, столбцы и вкладки и повторите проход"


class Unavailable(GoogleError):
    """Google does not answer, or not as it should, after all the tries."""

    what = "Google не отвечает как следует, повторные попытки не помогли"
    remedy = "Подождите и повторите: следующий проход доделает остальное"


class NotGoogle(Unavailable):
    """A page for people came where Google's answer was due."""

    what = "вместо ответа Google пришла страница: её дал прокси, фильтр или вход в сеть"
    remedy = (
        "Откройте в браузере этого компьютера любой сайт: если сеть просит войти, войдите. "
        "Если страницу даёт фильтр, попросите администратора открыть *.googleapis.com"
    )


class Ambiguous(GoogleError):
    """The connection failed after the request went out: it may have been done, or not."""

    what = "связь с Google оборвалась, и неизвестно, выполнен ли запрос"
    remedy = "Повторите: программа проверит, что успело появиться, и не сделает второго"


class BadEndpoint(GoogleError):
    """The configured address of the API cannot be used."""

    what = "адрес Google API в настройке «endpoint» или в VZAIMO_GOOGLE_ENDPOINT не годится"
    remedy = (
        "Нужен адрес вида https://имя. Адрес с http:// принимается только для этого же "
        "компьютера (127.0.0.1): иначе ключ доступа ушёл бы по сети открытым"
    )


FATAL = (NoNetwork, BadCredentials, ApiDisabled)
"""Troubles that no other request escapes: a pass ends with them."""
