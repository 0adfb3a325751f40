"""Where Google's API is: Google itself, a gateway, or an emulator on this machine."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from sync.google.errors import BadEndpoint

SHEETS = "https://sheets.googleapis.com"
DRIVE = "https://www.googleapis.com"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address that takes the place of Google's hosts; empty: Google itself.

    Raises BadEndpoint where it is no address, or one to which tokens would go unencrypted.
    """

    base: str = ""

    def __post_init__(self) -> None:
        """Refuse an address that cannot be used or would betray the token."""
        if not self.base:
            return
        parts = urlsplit(self.base)
        if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
            raise BadEndpoint
        if parts.scheme == "http" and not self.loopback:
            raise BadEndpoint

    @property
    def loopback(self) -> bool:
        """Say whether it is on this very machine, so that no secret leaves it."""
        host = urlsplit(self.base).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    def url(self, url: str) -> str:
        """Give `url` of one of Google's hosts as it is called here; others stay."""
        if self.base:
            for host in (SHEETS, DRIVE):
                if url.startswith(host + "/"):
                    return self.base.rstrip("/") + url.removeprefix(host)
        return url
