"""Who learns from whom, as a document tells an ОО: its hosts and its guests."""

from collections.abc import Sequence
from dataclasses import dataclass

from docgen.blanks import line, named


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting on an aspect with another ОО: its format and when, None where not known."""

    aspect: str
    partner: str
    format: str | None = None
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """The meetings of one ОО: `learns` where it is a guest, `teaches` where it is the host."""

    learns: tuple[Meeting, ...] = ()
    teaches: tuple[Meeting, ...] = ()


def meeting_rows(meetings: Sequence[Meeting]) -> list[dict[str, object]]:
    """Give the rows of a table of meetings."""
    return [
        {
            "number": number,
            "aspect": line(one.aspect),
            "partner": "; ".join(map(named, one.partner.split("; "))),
            "format": line(one.format),
            "when": line(one.when),
        }
        for number, one in enumerate(meetings, start=1)
    ]
