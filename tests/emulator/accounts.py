"""Who calls: accounts, their access tokens, and the OAuth2 token endpoint."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from google.auth import crypt, jwt

from . import errors
from .clock import Clock

TOKEN_LIFETIME = 3600
GRACE = 300
SCOPE = "https://www.googleapis.com/auth/"
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass(frozen=True)
class Account:
    """A person or a service account."""

    email: str
    name: str = ""
    service: bool = False
    sees_all: bool = False

    @property
    def storage(self) -> bool:
        """Whether the account can own files."""
        return not self.service

    @property
    def permission_id(self) -> str:
        """The number by which Drive knows the account."""
        return str(int(hashlib.sha256(self.email.lower().encode()).hexdigest()[:16], 16)).zfill(20)

    def user(self, caller: Account) -> dict[str, Any]:
        """The account as Drive's User resource."""
        return {
            "kind": "drive#user",
            "displayName": self.name or self.email,
            "me": self.email.lower() == caller.email.lower(),
            "permissionId": self.permission_id,
            "emailAddress": self.email,
        }


ANYBODY = Account("person@example.com", "Person", sees_all=True)
TEACHER = Account("teacher@example.com", "Teacher")


@dataclass(frozen=True)
class Token:
    """An access token: whose, until when, for which scopes (none named is all)."""

    account: Account
    until: float
    scopes: frozenset[str] = frozenset()

    def allows(self, api: str, writes: bool) -> bool:
        """Whether the scopes let a request of an API through."""
        names = {scope.removeprefix(SCOPE) for scope in self.scopes}
        wanted = {"drive", "drive.file"} | ({"spreadsheets"} if api == "sheets" else set())
        if not writes:
            wanted |= {f"{name}.readonly" for name in wanted} | {"drive.metadata.readonly"}
        if api == "drive":
            wanted |= {"drive.metadata"}
        return not names or bool(names & wanted)


class TokenError(Exception):
    """A refusal of the token endpoint: OAuth2's error and its description."""

    def __init__(self, error: str, description: str, code: int = 400) -> None:
        super().__init__(description)
        self.body = {"error": error, "error_description": description}
        self.code = code


@dataclass
class Accounts:
    """The known accounts and tokens; while none is known any token is the one person's."""

    clock: Clock
    known: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    refresh: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    revoked_tokens: set[str] = field(default_factory=set)
    strict: bool = False

    def add(
        self,
        email: str,
        *,
        name: str = "",
        service: bool = False,
        token: str = "",
        public_key: str = "",
        refresh_token: str = "",
    ) -> Account:
        """Make an account known, with a token of its own, a key or a refresh token."""
        account = Account(email, name, service)
        self.known[email.lower()] = account
        if token:
            self.tokens[token] = Token(account, float("inf"))
        if public_key:
            self.keys[email.lower()] = public_key
        if refresh_token:
            self.refresh[refresh_token] = email.lower()
        return account

    def get(self, email: str) -> Account:
        """The account of an address, known or not."""
        for account in (ANYBODY, TEACHER):
            if account.email == email.lower():
                return self.known.get(email.lower(), account)
        return self.known.get(email.lower()) or Account(email, email)

    def revoke(self, email: str, error: str = "invalid_grant") -> None:
        """Refuse the account's tokens from now on, and give it no new ones."""
        self.refused[email.lower()] = error
        for token in [
            text
            for text, token in self.tokens.items()
            if token.account.email.lower() == email.lower()
        ]:
            del self.tokens[token]
            self.revoked_tokens.add(token)

    def restore(self, email: str) -> None:
        """Take a revocation back."""
        self.refused.pop(email.lower(), None)

    def expire_tokens(self) -> None:
        """End every token that the endpoint gave out, as an hour's passing does."""
        for text, token in list(self.tokens.items()):
            if token.until != float("inf"):
                del self.tokens[text]
                self.revoked_tokens.add(text)

    def caller(self, authorization: str | None, api: str, writes: bool) -> Account:
        """Who sends a request by its Authorization header; 401 if nobody, 403 without scope."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise errors.no_token()
        token = token.strip()
        found = self.tokens.get(token)
        if found and found.until > self.clock.now():
            if not found.allows(api, writes):
                raise errors.no_scope()
            return found.account
        if found or token in self.revoked_tokens or self.strict:
            raise errors.bad_token()
        return ANYBODY

    def grant(self, body: bytes, content_type: str) -> dict[str, Any]:
        """Answer the token endpoint's request; raises TokenError."""
        if "json" in content_type:
            form = json.loads(body or b"{}")
        else:
            form = {key: values[0] for key, values in parse_qs(body.decode()).items()}
        kind, scopes = form.get("grant_type"), ""
        if kind == JWT_GRANT:
            account, scopes = self._of_assertion(form.get("assertion", ""))
        elif kind == "refresh_token":
            account = self._of_refresh(form.get("refresh_token", ""))
        else:
            raise TokenError("unsupported_grant_type", f"Invalid grant_type: {kind or ''}")
        token = "ya29." + secrets.token_urlsafe(60)
        until = self.clock.now() + TOKEN_LIFETIME
        self.tokens[token] = Token(account, until, frozenset(scopes.split()))
        return {"access_token": token, "expires_in": TOKEN_LIFETIME - 1, "token_type": "Bearer"}

    def _of_assertion(self, assertion: str) -> tuple[Account, str]:
        try:
            claims = jwt.decode(assertion, verify=False)
            issuer = str(claims["iss"]).lower()
        except (ValueError, KeyError) as error:
            raise TokenError("invalid_grant", "Invalid JWT: malformed assertion.") from error
        self._refuse(issuer, "Invalid JWT Signature.")
        if (key := self.keys.get(issuer)) and not _signed(assertion, key):
            raise TokenError("invalid_grant", "Invalid JWT Signature.")
        if self.strict and issuer not in self.known:
            raise TokenError("invalid_grant", "Invalid grant: account not found")
        now = self.clock.now()
        if not claims.get("iat", 0) - GRACE <= now <= claims.get("exp", 0) + GRACE:
            raise TokenError(
                "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
                "timeframe. Check your iat and exp values in the JWT claim.",
            )
        return self.known.get(issuer, ANYBODY), str(claims.get("scope", ""))

    def _of_refresh(self, refresh_token: str) -> Account:
        email = self.refresh.get(refresh_token, "")
        self._refuse(email, "Token has been expired or revoked.")
        if self.strict and not email:
            raise TokenError("invalid_grant", "Token has been expired or revoked.")
        return self.known.get(email, ANYBODY)

    def _refuse(self, email: str, text: str) -> None:
        if error := self.refused.get(email):
            raise TokenError(error, text)


def _signed(assertion: str, key: str) -> bool:
    signed, _, signature = assertion.rpartition(".")
    padded = signature + "=" * (-len(signature) % 4)
    verifier = crypt.RSAVerifier.from_string(key)
    return bool(verifier.verify(signed.encode(), base64.urlsafe_b64decode(padded)))
