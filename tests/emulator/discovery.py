"""Google's discovery documents as the law: bodies, parameters and routes are checked by them."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from .errors import GoogleError, bad_request

API_PACKAGE = {"sheets": "google.apps.sheets.v4", "drive": "google.apps.drive.v3"}
TYPES = {
    ("string", ""): "TYPE_STRING",
    ("boolean", ""): "TYPE_BOOL",
    ("integer", "int32"): "TYPE_INT32",
    ("integer", "uint32"): "TYPE_UINT32",
    ("string", "int64"): "TYPE_INT64",
    ("number", "float"): "TYPE_FLOAT",
    ("number", "double"): "TYPE_DOUBLE",
}
UNIONS = {
    "Request": ("kind", None),
    "ExtendedValue": (
        "value",
        {"numberValue", "stringValue", "boolValue", "formulaValue", "errorValue"},
    ),
    "DataFilter": ("filter", {"developerMetadataLookup", "a1Range", "gridRange"}),
    "ColorStyle": ("kind", {"rgbColor", "themeColor"}),
    "ConditionalFormatRule": ("rule", {"booleanRule", "gradientRule"}),
}
BODY_FIELDS = {
    "sheets.spreadsheets.values.update": "data",
    "sheets.spreadsheets.values.append": "data",
    "sheets.spreadsheets.create": "spreadsheet",
}
LENIENT_PARAMETERS = {
    "supportsAllDrives",
    "supportsTeamDrives",
    "includeItemsFromAllDrives",
    "includeTeamDriveItems",
}
"""Drive takes these with every method: gspread sends the third with files.get."""


MESSAGE_NAMES = {"Request": "BatchUpdateSpreadsheetRequest.Request"}


@functools.cache
def snake(name: str) -> str:
    """lowerCamelCase to the name in the proto."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def camel(name: str) -> str:
    """A name of the proto to lowerCamelCase; other names stay."""
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


@dataclass
class Field:
    """A field of a message: its kind, and the message or the enumeration's values."""

    name: str
    kind: str
    repeated: int = 0
    message: str = ""
    enum: tuple[str, ...] = ()
    enum_type: str = ""


@dataclass
class Message:
    """A message of an API by its fields, in both spellings of their names."""

    name: str
    fields: dict[str, Field] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)


@dataclass
class Method:
    """A method of an API: what its request's body and query may hold."""

    id: str
    request: str
    response: str
    parameters: dict[str, dict[str, Any]]
    required: tuple[str, ...]


class Api:
    """One API by its discovery document."""

    def __init__(self, name: str, version: str) -> None:
        self.name = name
        self.document = _document(name, version)
        self.messages: dict[str, Message] = {}
        self.methods: dict[str, Method] = {}
        for schema_name, schema in self.document["schemas"].items():
            self._read_message(schema_name, schema)
        for resource in self.document["resources"].values():
            self._read_methods(resource)

    def _read_message(self, name: str, schema: dict[str, Any]) -> None:
        message = Message(name)
        self.messages[name] = message
        for key, value in schema.get("properties", {}).items():
            message.fields[key] = self._read_field(name, key, value)
            message.spellings[key] = message.spellings[snake(key)] = key

    def _read_field(self, owner: str, name: str, schema: dict[str, Any]) -> Field:
        repeated = 0
        while schema.get("type") == "array":
            repeated += 1
            schema = schema["items"]
        if "$ref" in schema:
            return Field(name, "message", repeated, message=schema["$ref"])
        if schema.get("type") == "object":
            return self._read_object(owner, name, schema, repeated)
        if "enum" in schema:
            kind = Field(name, "enum", repeated, enum=tuple(schema["enum"]))
            kind.enum_type = name[:1].upper() + name[1:]
            return kind
        kinds = (schema.get("type", "any"), schema.get("format", ""))
        known = TYPES.get(kinds) or TYPES.get((kinds[0], ""), "any")
        return Field(name, "any" if kinds[0] == "any" else known, repeated)

    def _read_object(self, owner: str, name: str, schema: dict[str, Any], repeated: int) -> Field:
        if "properties" in schema:
            inner = f"{owner}.{name[:1].upper()}{name[1:]}"
            self._read_message(inner, schema)
            return Field(name, "message", repeated, message=inner)
        extra = schema.get("additionalProperties", {})
        return Field(name, "map", repeated, message=extra.get("$ref", ""))

    def _read_methods(self, resource: dict[str, Any]) -> None:
        for method in resource.get("methods", {}).values():
            parameters = method.get("parameters", {})
            self.methods[method["id"]] = Method(
                method["id"],
                method.get("request", {}).get("$ref", ""),
                method.get("response", {}).get("$ref", ""),
                {k: v for k, v in parameters.items() if v["location"] == "query"},
                tuple(k for k, v in parameters.items() if v.get("required")),
            )
        for inner in resource.get("resources", {}).values():
            self._read_methods(inner)

    def check_body(self, method_id: str, body: Any) -> dict[str, Any]:
        """The body with Google's names and types, nulls left out; 400 with every violation."""
        method = self.methods[method_id]
        if not method.request:
            if body:
                raise bad_request([("", _unknown(next(iter(body)), ""))])
            return {}
        return self.check(method.request, body or {}, BODY_FIELDS.get(method_id, ""))

    def check(self, message: str, value: Any, path: str = "") -> dict[str, Any]:
        """A message's value checked and made canonical."""
        violations: list[tuple[str, str]] = []
        checked = self._message(self.messages[message], value, path, violations)
        if violations:
            raise bad_request(violations[:100])
        return checked

    def _message(self, message: Message, value: Any, path: str, bad: list) -> dict[str, Any]:
        if not isinstance(value, dict):
            name = MESSAGE_NAMES.get(message.name, message.name)
            kind = f"type.googleapis.com/{API_PACKAGE[self.name]}.{name}"
            _wrong(path, kind, value, bad)
            return {}
        result: dict[str, Any] = {}
        fields, spellings = message.fields, message.spellings
        for key, item in value.items():
            name = spellings.get(key)
            if name is None:
                bad.append((path, _unknown(key, path)))
            elif item is not None:
                place = f"{path}.{snake(name)}" if path else snake(name)
                result[name] = self._field(fields[name], item, path, place, key, bad)
        if message.name in UNIONS and len(result) > 1:
            self._check_union(message.name, result, path, bad)
        return result

    def _check_union(self, name: str, result: dict[str, Any], path: str, bad: list) -> None:
        union, members = UNIONS[name]
        chosen = [key for key in result if members is None or key in members]
        if len(chosen) > 1:
            text = (
                f"Invalid value at '{path}' (oneof), oneof field '{union}' is already set. "
                f"Cannot set '{chosen[1]}'"
            )
            bad.append((path, text))

    def _field(self, spec: Field, item: Any, path: str, place: str, key: str, bad: list) -> Any:
        if not spec.repeated:
            if isinstance(item, list) and spec.kind != "any":
                at = f" at '{path}'" if path else ""
                text = (
                    f'Invalid JSON payload received. Unknown name "{key}"{at}: Proto field is '
                    "not repeating, cannot start list."
                )
                bad.append((path, text))
                return None
            return self._single(spec, item, place, bad)
        return self._repeated(spec, item, place, bad, spec.repeated)

    def _repeated(self, spec: Field, item: Any, place: str, bad: list, depth: int) -> Any:
        if not isinstance(item, list):
            kind = "type.googleapis.com/google.protobuf.ListValue" if spec.kind == "any" else ""
            _wrong(place, kind or self._type(spec), item, bad)
            return []
        if depth > 1:
            return [
                self._repeated(spec, inner, f"{place}[{i}]", bad, depth - 1)
                for i, inner in enumerate(item)
            ]
        if spec.kind == "any":
            return item
        return [self._single(spec, inner, f"{place}[{i}]", bad) for i, inner in enumerate(item)]

    def _type(self, spec: Field) -> str:
        if spec.kind == "message":
            return f"type.googleapis.com/{API_PACKAGE[self.name]}.{spec.message}"
        if spec.kind == "enum":
            return f"type.googleapis.com/{API_PACKAGE[self.name]}.{spec.enum_type}"
        return spec.kind

    def _single(self, spec: Field, item: Any, place: str, bad: list) -> Any:
        kind = spec.kind
        if kind == "message":
            return self._message(self.messages[spec.message], item, place, bad)
        if kind == "TYPE_STRING":
            if isinstance(item, str):
                return item
        elif kind == "enum":
            if isinstance(item, str) and item in spec.enum:
                return item
            if isinstance(item, int) and 0 <= item < len(spec.enum):
                return spec.enum[item]
        elif kind == "TYPE_BOOL":
            if isinstance(item, bool):
                return item
            if item in ("true", "false"):
                return item == "true"
        elif kind in ("TYPE_INT32", "TYPE_UINT32", "TYPE_INT64"):
            number = _integer(item)
            if number is not None:
                return str(number) if kind == "TYPE_INT64" else number
        elif kind in ("TYPE_FLOAT", "TYPE_DOUBLE"):
            number = _number(item)
            if number is not None:
                return number
        elif kind == "map":
            if isinstance(item, dict):
                return self._map(spec, item, place, bad)
        else:
            return item
        _wrong(place, self._type(spec), item, bad)
        return None

    def _map(self, spec: Field, item: dict[str, Any], place: str, bad: list) -> dict[str, Any]:
        if not spec.message:
            return dict(item)
        message = self.messages[spec.message]
        return {
            key: self._message(message, value, f"{place}[{i}].value", bad)
            for i, (key, value) in enumerate(item.items())
        }

    def check_query(self, method_id: str, query: dict[str, list[str]]) -> dict[str, Any]:
        """The query's parameters by their types; 400 for unknown names and bad values."""
        method = self.methods[method_id]
        common = self.document["parameters"]
        result: dict[str, Any] = {}
        bad: list[tuple[str, str]] = []
        for key, values in query.items():
            spec = method.parameters.get(key) or common.get(key)
            if spec is None and "_" in key:
                spec = method.parameters.get(camel(key))
            if spec is None:
                self._unknown_parameter(key, bad)
            elif spec.get("repeated"):
                result[camel(key)] = [_parameter(key, spec, value, bad, self) for value in values]
            else:
                result[camel(key)] = _parameter(key, spec, values[0], bad, self)
        if bad:
            raise bad_request(bad)
        return result

    def _unknown_parameter(self, key: str, bad: list[tuple[str, str]]) -> None:
        if self.name == "drive" and key in LENIENT_PARAMETERS:
            return
        text = (
            f'Invalid JSON payload received. Unknown name "{key}": Cannot bind query parameter. '
            f"Field '{key}' could not be found in request message."
        )
        bad.append(("", text))


def _document(name: str, version: str) -> dict[str, Any]:
    folder = resources.files("googleapiclient") / "discovery_cache" / "documents"
    return json.loads((folder / f"{name}.{version}.json").read_text(encoding="utf-8"))


@functools.cache
def api(name: str, version: str) -> Api:
    """An API by name and version, read once."""
    return Api(name, version)


def _unknown(name: str, path: str) -> str:
    at = f" at '{path}'" if path else ""
    return f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.'


def _wrong(path: str, kind: str, value: Any, bad: list[tuple[str, str]]) -> None:
    shown = json.dumps(value, ensure_ascii=False)
    bad.append((path, f"Invalid value at '{path}' ({kind}), {shown}"))


def _integer(item: Any) -> int | None:
    if isinstance(item, bool):
        return None
    if isinstance(item, str):
        return int(item) if re.fullmatch(r"-?\d+", item) else None
    if isinstance(item, int):
        return item
    return int(item) if isinstance(item, float) and item.is_integer() else None


def _number(item: Any) -> float | int | None:
    if isinstance(item, bool):
        return None
    if isinstance(item, str):
        try:
            item = float(item)
        except ValueError:
            return None
    if isinstance(item, float) and item.is_integer() and abs(item) < 1e15:
        return int(item)
    return item if isinstance(item, int | float) else None


def _parameter(
    key: str, spec: dict[str, Any], value: str, bad: list[tuple[str, str]], api_: Api
) -> Any:
    kind = spec.get("type")
    if "enum" in spec and api_.name == "sheets" and value not in spec["enum"]:
        name = key[:1].upper() + key[1:]
        name = {"ResponseValueRenderOption": "ValueRenderOption"}.get(name, name)
        name = {"ResponseDateTimeRenderOption": "DateTimeRenderOption"}.get(name, name)
        name = {"MajorDimension": "Dimension"}.get(name, name)
        _wrong(snake(key), f"type.googleapis.com/{API_PACKAGE[api_.name]}.{name}", value, bad)
    if kind == "boolean":
        if value.lower() in ("true", "1", ""):
            return True
        if value.lower() not in ("false", "0"):
            _wrong(snake(key), "TYPE_BOOL", value, bad)
        return False
    if kind == "integer":
        if not re.fullmatch(r"-?\d+", value):
            _wrong(snake(key), "TYPE_INT32", value, bad)
            return 0
        number = int(value)
        low, high = spec.get("minimum"), spec.get("maximum")
        if (low and number < int(low)) or (high and number > int(high)):
            raise GoogleError(
                400,
                f"Invalid value '{value}'. Values must be within the range: [{low}, {high}]",
                reason="invalidParameter",
                location=key,
            )
        return number
    return value
