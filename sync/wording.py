"""Words for places: what people call the books of a district, in the store that it has."""

from dataclasses import dataclass, replace
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Words:
    """How messages name places: a folder has files, Google has spreadsheets and tabs.

    `coordinator` and `summary` are the coordinator's book and the worker's, `answers` says where
    the answers to organisations are; `no_book` that an ОО has none, `lost_book` that it was
    there; `typed_over` that somebody wrote where the program does; `closing` where to look
    after a pass; `all_made`, `made` and `completed` what `vzaimo forms` did. `ending` is what
    names of books have and people do not see.
    """

    coordinator: str
    summary: str
    answers: str
    no_coordinator: str
    no_book: str
    lost_book: str
    second_book: str
    disputed: str
    typed_over: str
    closing: str
    all_made: str
    made: str
    completed: str = ""
    ending: str = ""

    def shown(self, name: str) -> str:
        """Give the name of a book as people know it."""
        return PurePosixPath(name).name.removesuffix(self.ending)

    def listed(self, name: str) -> str:
        """Give the name of a book or document in a list of what a pass did."""
        return self.shown(name) if self.ending else name


def time_left(seconds: float) -> str:
    """Say how long something still takes; «» for seconds."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return ""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours}\u00a0ч"] * bool(hours) + [f"{rest}\u00a0мин"] * bool(rest)
    return f"осталось не меньше {' '.join(parts)}"


FOLDER = Words(
    coordinator="Координатор.xlsx",
    summary="Свод.xlsx",
    answers="у каждой своя книга в папке «Проверка»",
    no_coordinator=(
        "В папке района нет книги «Координатор.xlsx»: верните её или создайте новую "
        "командой «vzaimo init»."
    ),
    no_book=(
        "В папке «Организации» нет книги «{name}»: создайте её командой «vzaimo forms» "
        "или верните на место."
    ),
    lost_book="Книги «{name}» нет на месте: верните её в папку «Организации».",
    second_book=(
        "«{name}» — вторая книга той же организации: прочитана «{used}». "
        "Перенесите нужное и уберите лишнюю книгу."
    ),
    disputed=(
        "Книг у организации несколько: {listed}. Ни одна не прочитана: оставьте одну "
        "или укажите её в Реестре ОО, в столбце «Книга (файл)»."
    ),
    typed_over=(
        "В файле «{name}» кто-то писал там, где пишет программа. Она вернула своё, "
        "а прежний файл сохранила в папке .vzaimo/copies. Пишите только в жёлтых ячейках."
    ),
    closing=(
        "Откройте «{folder}/Свод.xlsx»; ответы организациям — в папке «{folder}/Проверка», "
        "документы — в папке «{folder}/Документы»."
    ),
    all_made="Книги есть у всех организаций Реестра, новых не понадобилось.",
    made="Сделано книг: {count}, они в папке «{place}».",
)

_GOOGLE = Words(
    coordinator="Свод",
    summary="Свод",
    answers="у каждой в её таблице есть вкладка «Проверка»",
    no_coordinator=(
        "Сводная таблица района не найдена: проверьте строку summary в vzaimo.toml и доступ к "
        "таблице («vzaimo doctor» скажет, чего не хватает)."
    ),
    no_book=(
        "У организации «{name}» нет таблицы: впишите ссылку на неё в Реестр ОО, в столбец "
        "«Книга (файл)», или создайте таблицу командой «vzaimo forms»."
    ),
    lost_book=(
        "Таблица «{name}» недоступна: её удалили или закрыли программе доступ. Верните доступ "
        "{account}."
    ),
    second_book=(
        "«{name}» — вторая таблица той же организации: прочитана «{used}». "
        "Перенесите нужное и закройте программе доступ к лишней."
    ),
    disputed=(
        "Таблиц у организации несколько: {listed}. Ни одна не прочитана: оставьте в Реестре ОО, "
        "в столбце «Книга (файл)», ссылку на одну из них."
    ),
    typed_over=(
        "Во вкладках программы («{name}») кто-то писал там, где пишет программа. Она вернула "
        "своё, а прежнее содержание сохранила в папке .vzaimo/copies. Пишите только в жёлтых "
        "ячейках."
    ),
    closing=(
        "Откройте сводную таблицу: {summary}\n"
        "Ответы организаций — в их таблицах, документы — в папке «{folder}/Документы»."
    ),
    all_made="У всех организаций Реестра есть таблицы с нужными вкладками, делать нечего.",
    made=(
        "Сделано таблиц: {count}. Впишите их адреса в Реестр ОО, в столбец «Книга (файл)» (пока "
        "программа находит их по названию):"
    ),
    completed="Добавлены недостающие вкладки, таблиц: {count}.",
    ending=".xlsx",
)


def google_words(address: str, summary: str) -> Words:
    """Give the words of the store in Google.

    `address` is that of the account, if it has one, `summary` that of the summary spreadsheet.
    """
    account = f"адресу {address}" if address else "учётной записи программы"
    return replace(
        _GOOGLE,
        lost_book=_GOOGLE.lost_book.replace("{account}", account),
        closing=_GOOGLE.closing.replace("{summary}", summary),
    )
