"""Answers that are files, or nothing, instead of JSON."""

from __future__ import annotations


class Answer(dict):
    """A JSON answer, or bytes with their type."""

    content: bytes | None = None
    content_type = "application/json; charset=UTF-8"
    status = 200


def of_bytes(content: bytes, content_type: str) -> Answer:
    """An answer that is a file."""
    answer = Answer()
    answer.content, answer.content_type = content, content_type
    return answer


def nothing() -> Answer:
    """204 without a body."""
    answer = of_bytes(b"", "")
    answer.status = 204
    return answer
