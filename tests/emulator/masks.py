"""Field masks: read, checked against a message, used to select and to overwrite."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .discovery import Api, camel
from .errors import GoogleError, bad_request

Mask = dict[str, Any]
"""Names to the mask below; an empty mask below means all that is there. `*` is a name too."""


class MaskError(ValueError):
    """A mask that cannot be read."""


def parse(text: str) -> Mask:
    """Read `a(b,c/d),e.f` into nested names; raises MaskError."""
    mask, rest = _parse_list(text.replace(" ", ""))
    if rest:
        raise MaskError(text)
    return mask


def _parse_list(text: str) -> tuple[Mask, str]:
    mask: Mask = {}
    while True:
        names, inner, text = _parse_path(text)
        for name in reversed(names):
            inner = {name: inner}
        _merge(mask, inner)
        if not text.startswith(","):
            return mask, text
        text = text[1:]


def _parse_path(text: str) -> tuple[list[str], Mask, str]:
    """The names of a path, what stands in brackets after it, and the text that is left."""
    names = []
    while True:
        length = next((i for i, char in enumerate(text) if char in "/.,()"), len(text))
        if not length:
            raise MaskError(text)
        names.append(text[:length])
        text = text[length:]
        if text[:1] not in ("/", "."):
            break
        text = text[1:]
    if not text.startswith("("):
        return names, {}, text
    inner, text = _parse_list(text[1:])
    if not text.startswith(")"):
        raise MaskError(text)
    return names, inner, text[1:]


def _merge(mask: Mask, other: Mask) -> None:
    """Add to a mask; what is there as a whole stays whole."""
    for name, inner in other.items():
        if name not in mask or (mask[name] and not inner):
            mask[name] = inner
        elif mask[name]:
            _merge(mask[name], inner)


def canonical(mask: Mask, api: Api, message: str, refuse: Callable[[str], Exception]) -> Mask:
    """The mask in lowerCamelCase with `*` read as all; an unknown path is refused."""
    result: Mask = {}
    spellings = api.messages[message].spellings
    for name, inner in mask.items():
        if name == "*":
            if not inner:
                return {}
            for key, spec in api.messages[message].fields.items():
                if spec.message:
                    result[key] = canonical(inner, api, spec.message, refuse)
            continue
        key = spellings.get(name) or spellings.get(camel(name))
        if key is None:
            raise refuse(name)
        spec = api.messages[message].fields[key]
        if not inner:
            result[key] = {}
        elif spec.kind == "message":
            result[key] = canonical(inner, api, spec.message, lambda p, n=name: refuse(f"{n}.{p}"))
        elif spec.kind in ("map", "any"):
            result[key] = inner
        else:
            raise refuse(f"{name}.{next(iter(inner))}")
    return result


def of_response(text: str, api: Api, message: str) -> Mask:
    """The mask of the `fields` parameter for a message; 400 in the API's shape."""
    try:
        return canonical(parse(text), api, message, lambda path: _refuse(text, path, api))
    except MaskError:
        raise _refuse(text, text, api) from None


def _refuse(text: str, path: str, api: Api) -> GoogleError:
    if api.name == "drive":
        name = path.rsplit(".", 1)[-1]
        return GoogleError(
            400,
            f"Invalid field selection {name}",
            reason="invalidParameter",
            location="fields",
        )
    proto = path
    description = (
        f"Error expanding 'fields' parameter. Cannot find matching fields for path '{proto}'."
    )
    return bad_request([(text, description)], "Request contains an invalid argument.")


def select(value: Any, mask: Mask) -> Any:
    """The parts of an answer that a mask names."""
    if not mask:
        return value
    if isinstance(value, list):
        return [select(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: select(item, mask[key]) for key, item in value.items() if key in mask}


def overwrite(target: dict[str, Any], source: dict[str, Any], mask: Mask) -> dict[str, Any]:
    """A copy of `target` with what the mask names taken from `source`, absent where absent."""
    if not mask:
        return dict(source)
    result = dict(target)
    for key, inner in mask.items():
        if not inner:
            value = source.get(key)
            if value is None:
                result.pop(key, None)
            else:
                result[key] = value
        elif key in source or key in result:
            below = overwrite(result.get(key) or {}, source.get(key) or {}, inner)
            if below:
                result[key] = below
            else:
                result.pop(key, None)
    return result
