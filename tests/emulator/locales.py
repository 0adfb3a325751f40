"""What a spreadsheet's locale decides: separators, the order of dates, words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Locale:
    """Separators and patterns of one locale."""

    decimal: str
    group: str
    date_pattern: str
    time_pattern: str
    day_first: bool
    true: str = "TRUE"
    false: str = "FALSE"
    separators: str = "/-"


ENGLISH = Locale(".", ",", "m/d/yyyy", "h:mm:ss am/pm", False)
BRITISH = Locale(".", ",", "dd/mm/yyyy", "hh:mm:ss", True)
RUSSIAN = Locale(",", "\u00a0", "dd.mm.yyyy", "h:mm:ss", True, "ИСТИНА", "ЛОЖЬ", "./-")
EUROPEAN = Locale(",", ".", "dd.mm.yyyy", "hh:mm:ss", True, separators="./-")
DAY_FIRST_DOTS = {"de", "pl", "cs", "fi", "nb", "tr", "it", "es", "fr", "pt"}


def locale(name: str) -> Locale:
    """The locale of a name such as ru_RU."""
    language = name.split("_")[0].lower()
    if language in ("ru", "uk", "be", "kk"):
        return RUSSIAN
    if language in DAY_FIRST_DOTS:
        return EUROPEAN
    return ENGLISH if name in ("en", "en_US", "") else BRITISH
