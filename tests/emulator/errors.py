"""Google's errors: what a handler raises, and the bodies of answers in each API's shape."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
MESSAGES = {
    429: "Resource has been exhausted (e.g. check quota).",
    500: "Internal error encountered.",
    502: "Bad gateway.",
    503: "The service is currently unavailable.",
    504: "The request timed out.",
}
DRIVE_REASONS = {
    400: "badRequest",
    401: "authError",
    403: "insufficientFilePermissions",
    404: "notFound",
    429: "rateLimitExceeded",
    500: "internalError",
    502: "backendError",
    503: "backendError",
}
USAGE_REASONS = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"}
BAD_TOKEN = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie "
    "or other valid authentication credential. See "
    "https://developers.google.com/identity/sign-in/web/devconsole-project."
)
NO_TOKEN = (
    "Request is missing required authentication credential. Expected OAuth 2 access token, login "
    "cookie or other valid authentication credential. See "
    "https://developers.google.com/identity/sign-in/web/devconsole-project."
)
NO_STORAGE = (
    "Service Accounts do not have storage quota. Leverage shared drives "
    "(https://developers.google.com/workspace/drive/api/guides/about-shareddrives), or use OAuth "
    "delegation (http://support.google.com/a/answer/7281227) instead."
)


class GoogleError(Exception):
    """A refusal: the status, the text and, for Drive, the reason and the place."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        status: str = "",
        reason: str = "",
        location: str = "",
        location_type: str = "parameter",
        domain: str = "",
        short: str = "",
        details: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status or STATUS_NAMES.get(code, "UNKNOWN")
        self.reason = reason
        self.location = location
        self.location_type = location_type
        self.domain = domain or ("usageLimits" if reason in USAGE_REASONS else "global")
        self.short = short
        self.details = details or []

    def sheets_body(self) -> dict[str, Any]:
        """The body in the shape of Sheets."""
        error: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "status": self.status,
        }
        if self.details:
            error["details"] = self.details
        return {"error": error}

    def drive_body(self) -> dict[str, Any]:
        """The body in the shape of Drive, with its list of errors."""
        entry = {
            "message": self.short or self.message,
            "domain": self.domain,
            "reason": self.reason or DRIVE_REASONS.get(self.code, "badRequest"),
        }
        if self.location:
            entry |= {"location": self.location, "locationType": self.location_type}
        error: dict[str, Any] = {"code": self.code, "message": self.message, "errors": [entry]}
        if self.code in (401, 429) or self.details:
            error["status"] = self.status
        if self.details:
            error["details"] = self.details
        return {"error": error}


def invalid(message: str, **more: Any) -> GoogleError:
    """A 400 of Sheets."""
    return GoogleError(400, message, **more)


def bad_request(violations: list[tuple[str, str]], message: str = "") -> GoogleError:
    """A 400 with the violations of fields; the text is theirs unless another is given."""
    details = [
        {
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [
                {"field": field, "description": text} if field else {"description": text}
                for field, text in violations
            ],
        }
    ]
    text = message or "\n".join(text for _, text in violations)
    return GoogleError(400, text, details=details, reason="badRequest")


def not_found() -> GoogleError:
    """Sheets knows no such spreadsheet."""
    return GoogleError(404, "Requested entity was not found.")


def no_permission() -> GoogleError:
    """Sheets: the account may not."""
    return GoogleError(403, "The caller does not have permission")


def file_not_found(file_id: str) -> GoogleError:
    """Drive: no such file, or none that the account sees."""
    return GoogleError(404, f"File not found: {file_id}.", reason="notFound", location="fileId")


def no_file_permission() -> GoogleError:
    """Drive: the account sees the file but may not change it."""
    return GoogleError(
        403,
        "The user does not have sufficient permissions for this file.",
        reason="insufficientFilePermissions",
    )


def no_storage() -> GoogleError:
    """Drive: a service account owns nothing outside a shared drive."""
    return GoogleError(403, NO_STORAGE, reason="storageQuotaExceeded")


def bad_token(short: bool = False) -> GoogleError:
    """The token is unknown, expired or revoked."""
    return GoogleError(
        401,
        BAD_TOKEN,
        reason="authError",
        location="Authorization",
        location_type="header",
        short="Invalid Credentials",
    )


def no_token() -> GoogleError:
    """No token came with the request."""
    return GoogleError(
        401,
        NO_TOKEN,
        reason="required",
        location="Authorization",
        location_type="header",
        short="Login Required.",
    )


def no_scope() -> GoogleError:
    """The token's scopes do not reach so far."""
    details = [
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
            "domain": "googleapis.com",
        }
    ]
    return GoogleError(
        403,
        "Request had insufficient authentication scopes.",
        reason="insufficientPermissions",
        short="Insufficient Permission",
        details=details,
    )


def of_status(code: int, reason: str = "", message: str = "") -> GoogleError:
    """An error of a given status, for the plan of faults."""
    text = message or MESSAGES.get(code) or HTTPStatus(code).phrase
    if reason == "SERVICE_DISABLED":
        return api_disabled(code, text)
    status = reason if reason.isupper() else ""
    return GoogleError(code, text, status=status, reason="" if status else reason)


def api_disabled(code: int, text: str) -> GoogleError:
    """An API that is switched off in the account's project."""
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "SERVICE_DISABLED",
        "domain": "googleapis.com",
    }
    return GoogleError(code, text, details=[info], reason="accessNotConfigured")
