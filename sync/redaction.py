"""What must not get into a log taken out of it: secrets, and whatever leads to a person."""

import re
import traceback
from typing import Any

HIDDEN = "[скрыто]"
LONGEST = 2000
"""So many characters of a message are looked at; the rest, the print of a table, is dropped."""

SECRETS = (
    r"-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|\Z)",  # PEM
    r"\bMII(?:[A-Za-z0-9+/=]|\\n|\n){40,}",  # the body of one that lost its first line
    r"\beyJ[\w-]{6,}(?:\.[\w-]*){0,2}",  # JWT
    r"\bya29\.[\w.-]+",  # access token of Google
    r"\b1//[\w-]{10,}",  # refresh token
    r"\bGOCSPX-[\w-]+",  # secret of an OAuth client
    r"\bAIza[\w-]{20,}",  # API key
    r"(?i:\bbearer\s+)[\w.~+/=-]+",
    r"\b4/0[\w-]{20,}",  # one-time code of a consent
    r"(?i:\b(?:\w*token|\w*secret|private_key(?:_id)?|assertion|authorization|password|api_?key|key)"
    r"[\"']?\s*[=:]\s*[\"']?)(?=[^\s\"',;&})]*\d)[^\s\"',;&})]{6,}",
    r"\b(?=[\w+-]*\d)(?=[\w+-]*[A-Z])(?=[\w+-]*[a-z])[A-Za-z0-9+_-]{40,}",
    r"\b[0-9a-f]{40,}\b",
)
"""Keys and tokens, by the way they look."""

PATRONYMIC = r"[А-ЯЁ]\w+(?:(?:ич|ича|ичу|ичем|иче)|(?:ов|ев|ич)н(?:а|ы|е|у|ой|ою)|оглы|кызы)\b"

PEOPLE = (
    r"[^\s\"'«»<>(),;:=]+@[^\s\"'«»<>(),;]+",
    r"(?<![\d.:+-])(?:\+?7|8)[\s(-]*\d{3,5}[\s)-]*\d{1,3}(?:[\s-]*\d{1,2}){2}(?![\d.:-])",
    r"\(\d{3,5}\)\s*\d{1,3}(?:[\s-]*\d{1,2}){2}(?!\d)",
    r"(?<![\d.:-])\d{1,3}-\d{1,2}-\d\d(?![\d.:-])",
    rf"(?:\b[А-ЯЁ][\w-]+\s+)?\b[А-ЯЁ]\w+\s+{PATRONYMIC}",
    r"\b[А-ЯЁ][а-яё-]+\s+[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?",
    r"\b[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.\s?)?[А-ЯЁ][а-яё-]+",
)
"""Mailboxes, telephones (of mobile, long-distance and local form), names with a patronymic."""

REVEALING = re.compile("|".join(f"(?:{pattern})" for pattern in (*SECRETS, *PEOPLE)))

QUOTED = re.compile(r"(['\"])((?:(?!\1).)*)\1|«[^»]*»")
OF_THE_CODE = re.compile(r"[a-z_][a-z0-9_.]*")
"""What a message of Python quotes, and how names out of the code look."""

NOT_ENGLISH = re.compile(r"\S*[^\x00-\x7f]\S*")


def redacted(value: Any) -> Any:
    """Give `value` with all that reveals a secret or a person hidden, in texts however deep."""
    if isinstance(value, str):
        return REVEALING.sub(HIDDEN, value)
    if isinstance(value, dict):
        return {redacted(key): redacted(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(one) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return REVEALING.sub(HIDDEN, str(value))


def told_traceback(error: BaseException) -> str:
    """Give the traceback of `error` for the log: the lines of code, no values of variables.

    A message of Python quotes what it stumbled over, which may be what somebody typed in a cell:
    of the messages only the English words and names out of the code are kept.
    """
    parts = []
    for one in _chain(error):
        parts += traceback.format_tb(one.__traceback__)
        message = NOT_ENGLISH.sub(HIDDEN, QUOTED.sub(_quoted, _message(one)[:LONGEST]))
        parts.append(f"{type(one).__module__}.{type(one).__qualname__}: {message}\n")
    return "".join(parts)


def _quoted(match: re.Match[str]) -> str:
    return match[0] if OF_THE_CODE.fullmatch(match[2] or "") else HIDDEN


def _message(error: BaseException) -> str:
    """Give the words of an error; what the system says of a file goes without its name."""
    if isinstance(error, OSError) and error.strerror:
        return f"[errno {error.errno}] {error.strerror}"
    try:
        return str(error)
    except Exception:
        return ""


def _chain(error: BaseException) -> list[BaseException]:
    """Give the errors behind `error`, the first of them first."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.insert(0, one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return chain
