"""The server in LibreOffice, which the engine in the user's own Python asks for operations on open documents.

Messages are lines of JSON over a socket that listens on this computer alone. The first line must hold the token that
only the program was told which LibreOffice started; any other line names one of `operations.OPERATIONS` and its
arguments. Nothing else can be asked for, and nothing that is sent is ever evaluated.
"""

from __future__ import annotations

import hmac
import json
import secrets
import socket
import threading
from functools import partial
from io import BufferedRWPair
from typing import Any

import addin.calc.office.bridge_books
import addin.calc.office.bridge_cells
import addin.calc.office.bridge_charts
import addin.calc.office.bridge_import
import addin.calc.office.bridge_looks
import addin.calc.office.bridge_marks
import addin.calc.office.bridge_redraw
import addin.calc.office.bridge_tables  # noqa: F401 - each registers its operations
from addin.calc.office.main_thread import MainThread
from addin.calc.office.operations import OPERATIONS, MissingError, Office

__all__ = ["Bridge"]

_THIS_COMPUTER = "127.0.0.1"
_LONGEST_GREETING = 1024
_GREETING_SECONDS = 10.0


class Bridge:
    """A listening socket with a token of its own; each program that connects is served in a thread of its own."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self.token = secrets.token_urlsafe(32)
        self._socket = socket.create_server((_THIS_COMPUTER, 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, name="Segmentbook", daemon=True).start()

    def close(self) -> None:
        """Listen no more; programs that are connected may go on."""
        self._socket.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        office = Office(self._context)
        main = MainThread(self._context)
        try:
            with connection, connection.makefile("rwb") as stream:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection.settimeout(_GREETING_SECONDS)
                if not self._is_known(stream):
                    return
                connection.settimeout(None)
                _answer(stream, {"value": None})
                for line in stream:
                    _answer(stream, main.run(partial(_done, office, line)))
        except (OSError, ValueError):  # the other end is gone, or speaks something else
            pass
        finally:
            main.run(office.restore)

    def _is_known(self, stream: BufferedRWPair) -> bool:
        greeting = json.loads(stream.readline(_LONGEST_GREETING))
        token = greeting.get("token") if isinstance(greeting, dict) else None
        return isinstance(token, str) and hmac.compare_digest(token.encode(), self.token.encode())


def _done(office: Office, line: bytes) -> dict[str, Any]:
    """Do what a line asks for; gives its answer."""
    try:
        asked = json.loads(line)
        name = asked.pop("do")
        return {"value": OPERATIONS[name](office, **asked)}
    except MissingError as missing:
        return {"missing": str(missing)}
    except Exception as error:
        said = str(getattr(error, "Message", "") or error)
        return {"failed": f"{type(error).__name__.rpartition('.')[2]}: {said}"}


def _answer(stream: BufferedRWPair, answer: dict[str, Any]) -> None:
    stream.write(json.dumps(answer, separators=(",", ":")).encode() + b"\n")
    stream.flush()
