"""Bodies of uploads to Drive: a small file in one request, a large one in a session."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

AT_ONCE = 5 * 1024 * 1024
"""Bytes up to which Google takes a file and its metadata in one request."""

PIECE = 8 * 1024 * 1024
"""Bytes of a large file in one request; Google wants a multiple of 256 KiB."""


@dataclass(frozen=True, slots=True)
class Media:
    """The content of a file and its MIME type."""

    content: bytes
    mime_type: str


def multipart(metadata: Mapping[str, Any], media: Media) -> tuple[dict[str, str], bytes]:
    """Give the headers and the body that hold both metadata and content (multipart/related)."""
    boundary = hashlib.sha256(media.content).hexdigest()
    head = (
        f"--{boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n"
        f"{json.dumps(metadata)}\r\n"
        f"--{boundary}\r\nContent-Type: {media.mime_type}\r\n\r\n"
    )
    body = head.encode() + media.content + f"\r\n--{boundary}--\r\n".encode()
    return {"Content-Type": f"multipart/related; boundary={boundary}"}, body


def announcement(media: Media) -> dict[str, str]:
    """Give the headers that begin a session for `media`."""
    return {
        "X-Upload-Content-Type": media.mime_type,
        "X-Upload-Content-Length": str(len(media.content)),
    }


def piece(media: Media, start: int) -> tuple[dict[str, str], bytes]:
    """Give the headers and the body of the piece of `media` that begins at `start`."""
    content = media.content[start : start + PIECE]
    last, total = start + len(content) - 1, len(media.content)
    return {"Content-Range": f"bytes {start}-{last}/{total}"}, content


def question(media: Media) -> dict[str, str]:
    """Give the headers that ask how much of `media` has arrived."""
    return {"Content-Range": f"bytes */{len(media.content)}"}


def arrived(response: requests.Response) -> int:
    """Give how many bytes Google says it has, in an answer 308."""
    found = re.fullmatch(r"bytes=0-(\d+)", response.headers.get("Range", ""))
    return int(found[1]) + 1 if found else 0
