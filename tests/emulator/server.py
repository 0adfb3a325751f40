"""HTTP: keeps connections open, counts, and lets the planned faults befall requests."""

from __future__ import annotations

import contextlib
import select
import socket
import time
import traceback
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from . import control, errors
from .faults import Fault
from .service import Request, Response, of_error

if TYPE_CHECKING:
    from .emulator import Emulator

PAGE = (
    "<!DOCTYPE html><html><head><title>Sorry...</title></head><body><h1>We're sorry...</h1>"
    "<p>... but your computer or network may be sending automated queries.</p></body></html>"
)


class Server(ThreadingHTTPServer):
    """A thread for each connection."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], emulator: Emulator) -> None:
        self.emulator = emulator
        self._connections: set[socket.socket] = set()
        super().__init__(address, Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        """A new connection, remembered."""
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """End a connection."""
        self._connections.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """End the connections that clients keep open."""
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 300
    server: Server

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def handle_any(self) -> None:
        """Answer one request."""
        body = self._read_body()
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, body)
        emulator = self.server.emulator
        if request.api == "control":
            self._send(control.answer(emulator, request))
            return
        number = emulator.requests.count(request.kind, request.method, request.path)
        if request.api != "token":
            emulator.announce(number, request.method, request.path)
        fault = emulator.faults.take(number, request.method, request.path)
        if fault is None:
            self._send(self._answer(request))
        else:
            self._befall(fault, request)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = handle_any

    def _read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        length = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(length) if length else b""

    def _answer(self, request: Request) -> Response:
        emulator = self.server.emulator
        try:
            response = emulator.service.answer(request)
        except Exception:
            emulator.failures.append(f"{request.method} {request.path}\n{traceback.format_exc()}")
            response = of_error(errors.of_status(500), request.api)
        emulator.requests.answered(response.status)
        return response

    def _befall(self, fault: Fault, request: Request) -> None:
        if fault.kind == "stall":
            self._stall(fault, request)
        elif fault.kind == "cut_before":
            self._cut()
        elif fault.kind == "cut_after":
            self._answer(request)
            self._cut()
        elif fault.kind == "cut_middle":
            self._send_half(self._answer(request))
        else:
            if fault.acts:
                self._answer(request)
            response = self._of_fault(fault, request)
            self.server.emulator.requests.answered(response.status)
            self._send(response)

    def _stall(self, fault: Fault, request: Request) -> None:
        """Answer late; nothing is done for a client that went away unless it was done at once."""
        response = self._answer(request) if fault.acts else None
        time.sleep(fault.seconds)
        if response is None and self._client_is_gone():
            self._cut()
            return
        self._send(response or self._answer(request))

    def _client_is_gone(self) -> bool:
        readable, _, _ = select.select([self.connection], [], [], 0)
        if not readable:
            return False
        with contextlib.suppress(OSError):
            return self.connection.recv(1, socket.MSG_PEEK) == b""
        return True

    def _of_fault(self, fault: Fault, request: Request) -> Response:
        if fault.kind == "html":
            response = Response(fault.status, PAGE.encode(), "text/html; charset=UTF-8")
        else:
            error = errors.of_status(fault.status, fault.reason, fault.message)
            response = of_error(error, request.api)
        if fault.retry_after is not None:
            response.headers["Retry-After"] = str(fault.retry_after)
        return response

    def _head(self, response: Response) -> None:
        self.send_response_only(response.status)
        now = self.server.emulator.clock.now()
        self.send_header("Date", formatdate(now, usegmt=True))
        self.send_header("Server", "ESF")
        self.send_header("Cache-Control", "private")
        if response.content_type:
            self.send_header("Content-Type", response.content_type)
        if response.status != 204:
            self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self, response: Response) -> None:
        self._head(response)
        if self.command != "HEAD" and response.status != 204:
            self.wfile.write(response.body)
        self.wfile.flush()

    def _send_half(self, response: Response) -> None:
        self._head(response)
        self.wfile.write(response.body[: max(1, len(response.body) // 2)])
        self.wfile.flush()
        self._cut()

    def _cut(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
