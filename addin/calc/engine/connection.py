"""The line to the bridge in LibreOffice: one question, one answer."""

from __future__ import annotations

import json
import socket
from typing import Any

from segmentbook.errors import WorkbookError

__all__ = ["CalcGoneError", "CalcRefusedError", "Connection", "NotThereError"]

_ANSWER_SECONDS = 600.0


class CalcGoneError(WorkbookError):
    """LibreOffice was closed, or does not answer."""


class CalcRefusedError(WorkbookError):
    """LibreOffice could not do what was asked; the message is its own."""


class NotThereError(KeyError):
    """Something that was named is not in the workbook."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class Connection:
    """An open line to the bridge at a port of this computer."""

    def __init__(self, port: int, token: str) -> None:
        try:
            self._socket = socket.create_connection(("127.0.0.1", port), timeout=_ANSWER_SECONDS)
        except OSError as error:
            raise CalcGoneError(f"LibreOffice does not answer on port {port}: {error}") from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._stream = self._socket.makefile("rwb")
        self.port = port
        self._send({"token": token})

    def ask(self, what: str, /, **arguments: Any) -> Any:
        """Let the bridge do an operation; gives its answer.

        Raises
        ------
        NotThereError
            What was named is not there.
        CalcRefusedError
            LibreOffice could not do it.
        CalcGoneError
            LibreOffice is gone.
        """
        return self._send({"do": what, **arguments})

    def close(self) -> None:
        """Hang up; the bridge puts back what was switched off."""
        self._stream.close()
        self._socket.close()

    def _send(self, message: dict[str, Any]) -> Any:
        try:
            self._stream.write(json.dumps(message, separators=(",", ":"), allow_nan=False).encode() + b"\n")
            self._stream.flush()
            line = self._stream.readline()
        except (OSError, ValueError) as error:
            if isinstance(error, ValueError) and not self._stream.closed:
                raise  # a message that is no JSON: our mistake
            raise CalcGoneError(f"LibreOffice does not answer: {error}") from error
        if not line:
            raise CalcGoneError("LibreOffice hung up: it was closed, or the token is not the one it gave.")
        answer: dict[str, Any] = json.loads(line)
        if "missing" in answer:
            raise NotThereError(answer["missing"])
        if "failed" in answer:
            raise CalcRefusedError(f"LibreOffice could not do it ({message.get('do')}): {answer['failed']}")
        return answer["value"]
