"""Drive's language of searches (`q`) and orders of answers (`orderBy`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .errors import GoogleError

TOKEN = re.compile(
    r"""\s*(?:(?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<operator><=|>=|!=|=|<|>|\(|\)|\{|\})
    |(?P<word>[A-Za-z_][\w.]*))""",
    re.VERBOSE,
)
Test = Callable[[dict[str, Any]], bool]
TEXTS = {"name", "title", "mimeType", "fullText"}
TIMES = {"modifiedTime", "createdTime", "viewedByMeTime", "sharedWithMeTime"}
FLAGS = {"trashed", "starred", "sharedWithMe"}
PEOPLE = {"owners", "writers", "readers"}


def bad_query() -> GoogleError:
    """The 400 for a search that cannot be read."""
    return GoogleError(400, "Invalid Value", reason="invalid", location="q")


class Query:
    """Reads a search by descent into a test of a file's facts."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at, text = 0, text.strip()
        while at < len(text):
            match = TOKEN.match(text, at)
            if not match:
                raise bad_query()
            kind = match.lastgroup or ""
            value = match[kind]
            if kind == "string":
                value = re.sub(r"\\(.)", r"\1", value[1:-1])
            self.tokens.append((kind, value))
            at = match.end()
        self.at = 0

    def test(self) -> Test:
        """The test of the whole search."""
        if not self.tokens:
            return lambda facts: True
        test = self._either()
        if self.at < len(self.tokens):
            raise bad_query()
        return test

    def _next(self, *kinds: str) -> str:
        if self.at >= len(self.tokens) or self.tokens[self.at][0] not in kinds:
            raise bad_query()
        self.at += 1
        return self.tokens[self.at - 1][1]

    def _peek(self, word: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at][1].lower() == word

    def _either(self) -> Test:
        tests = [self._both()]
        while self._peek("or"):
            self.at += 1
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda facts: any(t(facts) for t in tests)

    def _both(self) -> Test:
        tests = [self._not()]
        while self._peek("and"):
            self.at += 1
            tests.append(self._not())
        return tests[0] if len(tests) == 1 else lambda facts: all(t(facts) for t in tests)

    def _not(self) -> Test:
        if self._peek("not"):
            self.at += 1
            inner = self._not()
            return lambda facts: not inner(facts)
        if self._peek("("):
            self.at += 1
            inner = self._either()
            if self._next("operator") != ")":
                raise bad_query()
            return inner
        return self._term()

    def _term(self) -> Test:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "string":
            value = self._next("string")
            if self._next("word").lower() != "in":
                raise bad_query()
            return self._within(self._next("word"), value)
        field = self._next("word")
        if field in FLAGS and (self.at >= len(self.tokens) or not self._comparison_next()):
            return lambda facts: bool(facts[field])
        operator = self._next("operator", "word")
        if operator == "in":
            return self._within(field, self._next("string"))
        if operator == "has":
            return self._has(field)
        return self._compared(field, operator, self._next("string", "word"))

    def _comparison_next(self) -> bool:
        return self.tokens[self.at][1] in ("=", "!=")

    def _within(self, field: str, value: str) -> Test:
        if field != "parents" and field not in PEOPLE:
            raise bad_query()
        if field in PEOPLE:
            value = value.lower()
        return lambda facts: (facts["root"] if value == "root" else value) in facts[field]

    def _has(self, field: str) -> Test:
        if field not in ("appProperties", "properties") or self._next("operator") != "{":
            raise bad_query()
        pair = {}
        for _ in range(2):
            name = self._next("word")
            if self._next("operator") != "=":
                raise bad_query()
            pair[name] = self._next("string")
            if self._peek("and"):
                self.at += 1
        if self._next("operator") != "}" or pair.keys() != {"key", "value"}:
            raise bad_query()
        return lambda facts: facts[field].get(pair["key"]) == pair["value"]

    def _compared(self, field: str, operator: str, value: str) -> Test:
        if field in FLAGS:
            wanted = (value.lower() == "true") == (operator == "=")
            return lambda facts: bool(facts[field]) == wanted
        if field in TIMES:
            return _time_test(field, operator, value)
        if field not in TEXTS and field not in ("visibility",):
            raise bad_query()
        field = "name" if field == "title" else field
        return _text_test(field, operator, value)


def _time_test(field: str, operator: str, value: str) -> Test:
    try:
        moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        raise bad_query() from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    wanted = moment.timestamp()
    tests: dict[str, Callable[[float], bool]] = {
        "=": lambda t: t == wanted,
        "!=": lambda t: t != wanted,
        "<": lambda t: t < wanted,
        "<=": lambda t: t <= wanted,
        ">": lambda t: t > wanted,
        ">=": lambda t: t >= wanted,
    }
    if operator not in tests:
        raise bad_query()
    return lambda facts: facts[field] is not None and tests[operator](facts[field])


def _text_test(field: str, operator: str, value: str) -> Test:
    low = value.lower()
    if operator == "=":
        return lambda facts: facts[field].lower() == low
    if operator == "!=":
        return lambda facts: facts[field].lower() != low
    if operator == "contains":
        if field == "name":
            return lambda facts: any(part.startswith(low) for part in _tails(facts["name"].lower()))
        return lambda facts: low in facts[field].lower()
    raise bad_query()


def _tails(name: str) -> list[str]:
    """What a prefix may begin: the name from each of its words on."""
    return [name[match.start() :] for match in re.finditer(r"\S+", name)]


ORDERS = {
    "name": lambda f: f["name"].lower(),
    "name_natural": lambda f: [
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in re.findall(r"\d+|\D+", f["name"].lower())
    ],
    "createdTime": lambda f: f["createdTime"],
    "modifiedTime": lambda f: f["modifiedTime"],
    "modifiedByMeTime": lambda f: f["modifiedTime"],
    "viewedByMeTime": lambda f: f["modifiedTime"],
    "sharedWithMeTime": lambda f: f["sharedWithMeTime"] or 0,
    "recency": lambda f: f["modifiedTime"],
    "folder": lambda f: not f["folder"],
    "starred": lambda f: not f["starred"],
    "quotaBytesUsed": lambda f: f["size"],
}


def ordered(facts: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    """Facts in an order such as `folder,modifiedTime desc,name`."""
    for part in reversed(order.split(",")):
        words = part.split()
        if not words or words[0] not in ORDERS or words[1:] not in ([], ["desc"], ["asc"]):
            raise GoogleError(400, "Invalid Value", reason="invalid", location="orderBy")
        facts = sorted(facts, key=ORDERS[words[0]], reverse=words[1:] == ["desc"])
    return facts
