"""What stands in a document where something is not known: a line to fill by hand."""

from collections.abc import Mapping

from docgen.russian import initials_before
from docgen.typography import NBSP, printed, title

SHORT_LINE = "_" * 12
LINE = "_" * 18
LONG_LINE = "_" * 36
DATE_LINE = "«____»\u00a0______________\u00a020___\u00a0г."


def line(text: str | None, blank: str = LINE) -> str:
    """Give what people typed as print sets it; `blank` where they typed nothing."""
    return printed(text) or blank


def named(organisation: str | None, blank: str = LINE) -> str:
    """Give the title of an organisation as print sets it; `blank` where there is none."""
    return title(organisation) or blank


def signatory(post: str | None, name: str | None) -> dict[str, str]:
    """Give the post, with a capital, and the name of who signs or approves: А. И. Петрова."""
    held = line(post, LONG_LINE)
    return {"post": held[:1].upper() + held[1:], "initials": initials_before(name or "") or LINE}


def told(text: str | None, blank: str = LINE) -> str:
    """Give a text of the program's own, like a finding, with the dashes of our documents."""
    return line(text, blank).replace(" — ", f"{NBSP}– ")


def stated(value: int | None) -> str:
    """Give a number of a table; a dash where it is not known."""
    return "–" if value is None else str(value)


def stated_text(text: str) -> str:
    """Give a text of a table; a dash where there is none."""
    return text or "–"


def percent(share: float) -> str:
    """Give a share as «48 %»."""
    return f"{share * 100:.0f}{NBSP}%"


def signed_percent(share: float) -> str:
    """Give a difference of two shares in points, with its sign: «+3 п. п.»."""
    points = round(share * 100)
    sign = "+" if points > 0 else "\u2212" if points < 0 else ""
    return f"{sign}{abs(points)}{NBSP}п.{NBSP}п."


def decimal(value: float, digits: int) -> str:
    """Give a number with a decimal comma."""
    return f"{value:.{digits}f}".replace(".", ",")


def numbers_of(matter: Mapping[str, object], first: int) -> dict[str, int]:
    """Number the parts of a document that have any matter, from `first` on; the others get 0."""
    present = [name for name, held in matter.items() if held]
    numbers = {name: number for number, name in enumerate(present, start=first)}
    return dict.fromkeys(matter, 0) | numbers
