"""Quotes that people type: which of them open, which close, and which lack their pair.

A quote that touches a word on one side only tells its direction; one between spaces opens where
none is open, else it closes. Nothing is guessed: a text in doubt stays as it is.
"""

import re

from rules.cleaning import clean_line

MARKS = re.compile('([«»„“”"]+)')
OPENING, CLOSING = "(", ")"
DIRECTIONS = {"«": OPENING, "„": OPENING, "»": CLOSING, "”": CLOSING}
BEFORE_OPENING = re.compile(r"(?:^|[\s(\[–—/])$")
AFTER_CLOSING = re.compile(r"[\s)\].,;:!?/…–—]|$")
GLUED = re.compile(r"[^\W\d]$")
DOUBLED = re.compile("«„([^«»„“]*)“»")


def set_quotes(text: str) -> str:
    """Set quotes as «ёлочки», those within others as „лапки“; give `text` as it is in doubt."""
    pieces = _pieces(text)
    return text if pieces is None or _unclosed(pieces) else _stable(_joined(pieces), text)


def set_title(text: str) -> str:
    """Set the quotes of a title as `set_quotes` does, and close at its end those still open."""
    pieces = _pieces(text)
    if pieces is None:
        return text
    return _stable(_joined(pieces + [CLOSING, ""] * _unclosed(pieces)), text)


def _stable(made: str, text: str) -> str:
    """Give what was made of `text` where it would be read as it was meant."""
    pieces = _pieces(made)
    sure = pieces is not None and not _unclosed(pieces) and _joined(pieces) == made
    return made if sure else text


def has_odd_quotes(text: str) -> bool:
    """Tell a text in which a quote has no pair."""
    pieces = _pieces(clean_line(text))
    return pieces is None or _unclosed(pieces) > 0


def _unclosed(pieces: list[str]) -> int:
    return pieces[1::2].count(OPENING) - pieces[1::2].count(CLOSING)


def _pieces(text: str) -> list[str] | None:
    """Split a text at its quotes: text, direction, text, direction …; None in doubt."""
    parts = MARKS.split(text)
    pieces, depth = parts[:1], 0
    for before, run, after in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
        for mark in run:
            way = DIRECTIONS.get(mark) or _direction(before, after, depth)
            depth += 1 if way == OPENING else -1
            if way is None or depth < 0:
                return None
            pieces += [way, ""]
        pieces[-1] = after
    return None if _has_empty_pair(pieces) else pieces


def _direction(before: str, after: str, depth: int) -> str | None:
    """Tell the direction of a straight quote by the text on both sides of its run."""
    may_open = bool(BEFORE_OPENING.search(before))
    may_close = bool(AFTER_CLOSING.match(after))
    if may_open == may_close:
        glued = not may_open and depth == 0 and GLUED.search(before)
        return OPENING if glued else _between(depth) if may_open else None
    return OPENING if may_open else CLOSING


def _between(depth: int) -> str:
    return CLOSING if depth else OPENING


def _has_empty_pair(pieces: list[str]) -> bool:
    """Find quotes around nothing."""
    ways = [*pieces[1::2], ""]
    return any(
        first == OPENING and second != OPENING and not text.strip()
        for first, second, text in zip(ways, ways[1:], pieces[2::2], strict=False)
    )


def _joined(pieces: list[str]) -> str:
    made, depth = pieces[0], 0
    for way, text in zip(pieces[1::2], pieces[2::2], strict=True):
        if way == OPENING:
            made += (" " if GLUED.search(made) else "") + "«„"[depth % 2] + text.lstrip()
            depth += 1
        else:
            depth -= 1
            made = made.rstrip() + "»“"[depth % 2] + text
    return DOUBLED.sub(r"«\1»", made)
