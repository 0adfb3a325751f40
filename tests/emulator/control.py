"""The control endpoint `/emulator/…`: what the Python interface does, in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .faults import Fault
from .service import Request, Response, of_json

if TYPE_CHECKING:
    from .emulator import Emulator

Action = Callable[["Emulator", dict[str, Any]], Any]


def _requests(emulator: Emulator, given: dict[str, Any]) -> dict[str, Any]:
    log = [{"method": method, "path": path} for method, path in emulator.requests.log]
    return {**emulator.requests.as_dict(), "log": log}


def _clock(emulator: Emulator, given: dict[str, Any]) -> dict[str, Any]:
    if "set" in given:
        emulator.clock.set(float(given["set"]))
    if "advance" in given:
        emulator.clock.advance(float(given["advance"]))
    if given.get("run"):
        emulator.clock.run()
    return {"now": emulator.clock.now()}


def _quotas(emulator: Emulator, given: dict[str, Any]) -> dict[str, Any]:
    if given:
        emulator.quotas.on(given.get("user"), given.get("project"), given.get("drive"))
    quotas = emulator.quotas
    return {"user": quotas.user, "project": quotas.project, "drive": quotas.drive}


def _accounts(emulator: Emulator, given: dict[str, Any]) -> dict[str, Any]:
    strict = given.pop("strict", None)
    if strict is not None:
        emulator.accounts.strict = bool(strict)
    if "email" in given:
        emulator.account(given.pop("email"), **given)
    return {"strict": emulator.accounts.strict, "emails": list(emulator.accounts.known)}


def _revoke(emulator: Emulator, given: dict[str, Any]) -> dict[str, Any]:
    if given.get("restore"):
        emulator.accounts.restore(given["email"])
    else:
        emulator.accounts.revoke(given["email"], given.get("error", "invalid_grant"))
    return {}


def _late(emulator: Emulator, given: dict[str, Any]) -> dict[str, Any]:
    emulator.tell_late(given.get("seconds"), given.get("file", ""))
    return {}


def _result(emulator: Emulator, given: dict[str, Any]) -> dict[str, Any]:
    emulator.set_result(
        given["file"],
        given["tab"],
        given["cell"],
        given.get("value"),
        error=given.get("error", ""),
        message=given.get("message", ""),
    )
    return {}


def _person(emulator: Emulator, given: dict[str, Any]) -> dict[str, Any]:
    person = emulator.person.by(given["by"]) if given.get("by") else emulator.person
    action = given["do"]
    if action.startswith("_") or action in ("export", "book", "by"):
        raise ValueError(f"no such action: {action}")
    return {"result": getattr(person, action)(*given.get("args", []), **given.get("named", {}))}


def _drive(emulator: Emulator, given: dict[str, Any]) -> dict[str, Any]:
    drive = emulator.shared_drive(given["name"], given.get("members"))
    return {"id": drive.id, "name": drive.name}


def _faults(emulator: Emulator, given: dict[str, Any]) -> dict[str, Any]:
    for fields in given.get("faults", [given] if given else []):
        emulator.faults.add(Fault(**fields))
    return {}


def _reset(emulator: Emulator, given: dict[str, Any]) -> dict[str, Any]:
    emulator.requests.reset()
    return {}


ACTIONS: dict[tuple[str, str], Action] = {
    ("GET", "requests"): _requests,
    ("DELETE", "requests"): _reset,
    ("POST", "requests/reset"): _reset,
    ("GET", "clock"): _clock,
    ("POST", "clock"): _clock,
    ("GET", "quotas"): _quotas,
    ("POST", "quotas"): _quotas,
    ("DELETE", "quotas"): lambda emulator, given: emulator.quotas.off(),
    ("GET", "accounts"): _accounts,
    ("POST", "accounts"): _accounts,
    ("POST", "accounts/revoke"): _revoke,
    ("POST", "accounts/expire"): lambda emulator, given: emulator.accounts.expire_tokens(),
    ("POST", "drives"): _drive,
    ("POST", "late"): _late,
    ("POST", "result"): _result,
    ("POST", "person"): _person,
    ("POST", "faults"): _faults,
    ("DELETE", "faults"): lambda emulator, given: emulator.faults.clear(),
    ("GET", "failures"): lambda emulator, given: {"failures": emulator.failures},
}


def answer(emulator: Emulator, request: Request) -> Response:
    """Carry out what the path names; 404 lists what there is, 400 says what is wrong."""
    name = request.path.removeprefix("/emulator").strip("/")
    action = ACTIONS.get((request.method, name))
    if action is None:
        known = [f"{method} /emulator/{path}" for method, path in ACTIONS]
        return of_json({"error": "no such control", "controls": known}, 404)
    try:
        given = json.loads(request.body) if request.body else {}
        return of_json(action(emulator, given) or {})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return of_json({"error": repr(error)}, 400)
