"""What a press of a button does: start the user's own Python, where Segmentbook is, and give it this LibreOffice.

LibreOffice's Python has no pandas, and must not: the work is done by the interpreter that ``segmentbook addin install``
noted. It is told by environment, where others cannot read it, how to reach the bridge. LibreOffice stays usable
meanwhile; the command Cancel ends the work, and so does a time limit.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from addin.calc.choices import CANCEL, is_command
from addin.calc.office.bridge import Bridge
from addin.calc.office.main_thread import MainThread
from addin.calc.office.operations import SPREADSHEET
from addin.calc.office.settings import INSTALL, interpreter

__all__ = ["Launcher"]

_MODULE = "addin.calc.run"
_PORT, _TOKEN, _BOOK = "SEGMENTBOOK_CALC_PORT", "SEGMENTBOOK_CALC_TOKEN", "SEGMENTBOOK_CALC_BOOK"
_LONGEST_SECONDS = 1800.0
_TITLE = "Segmentbook"
_NO_WINDOW = 0x0800_0000  # CREATE_NO_WINDOW of Windows
_OFFICES_OWN = ("PYTHON", "VIRTUAL_ENV", "URE_", "UNO_", "LD_LIBRARY_PATH", "DYLD_")
"""What LibreOffice sets for its own Python would break another one."""


class Launcher:
    """The commands of one LibreOffice; one runs at a time."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._main = MainThread(context)
        self._running: subprocess.Popen[str] | None = None
        self._cancelled = False

    def run(self, asked: str) -> None:
        """Start a command on the document that the user looks at."""
        if asked == CANCEL:
            self.cancel()
            return
        document = self._desktop().getCurrentComponent()
        if document is None or not document.supportsService(SPREADSHEET):
            return
        self.start(asked, document)

    def start(self, asked: str, document: Any) -> threading.Thread | None:
        """Start a command on a document; gives the thread that waits for its end, None where none was started."""
        if not is_command(asked):
            return None
        if self._running is not None:
            self._say(document, "Segmentbook is at work already. Segments > Cancel ends it.", trouble=True)
            return None
        try:
            python = interpreter()
        except LookupError as missing:
            self._say(document, str(missing), trouble=True)
            return None
        bridge = Bridge(self._context)
        try:
            self._running = self._started(python, asked, bridge, document.RuntimeUID)
        except OSError as error:
            bridge.close()
            self._say(document, f"{python} cannot be started: {error.strerror}. {INSTALL}", trouble=True)
            return None
        self._cancelled = False
        waiting = threading.Thread(target=self._wait, args=(self._running, bridge, document), daemon=True)
        waiting.start()
        return waiting

    @property
    def is_busy(self) -> bool:
        """Whether a command is at work."""
        return self._running is not None

    def cancel(self) -> None:
        """End what is at work; the bridge then puts back what was switched off."""
        running = self._running
        if running is not None:
            self._cancelled = True
            running.kill()

    def _desktop(self) -> Any:
        return self._context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", self._context)

    @staticmethod
    def _started(python: str, asked: str, bridge: Bridge, book: str) -> subprocess.Popen[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OFFICES_OWN)}
        return subprocess.Popen(  # noqa: S603 - the user's own interpreter, and a command from our list
            [python, "-m", _MODULE, asked],
            cwd=Path.home(),
            env={**kept, _PORT: str(bridge.port), _TOKEN: bridge.token, _BOOK: book},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
        )

    def _wait(self, running: subprocess.Popen[str], bridge: Bridge, document: Any) -> None:
        trouble = ""
        try:
            said, _ = running.communicate(timeout=_LONGEST_SECONDS)
            if self._cancelled:
                trouble = "Cancelled. What had been written by then stays; refresh again to complete it."
            elif running.returncode != 0:
                trouble = f"Segmentbook could not be started: {_last_line(said)}\n\n{INSTALL}"
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()
            trouble = f"Segmentbook did not finish within {_LONGEST_SECONDS / 60:.0f} minutes and was ended."
        finally:
            bridge.close()
            self._running = None
        if trouble:
            self._main.run_later(lambda: self._say(document, trouble, trouble=True))

    def _say(self, document: Any, text: str, *, trouble: bool) -> None:
        from addin.calc.office.bridge_books import message_box

        message_box(self._context, document, text, _TITLE, "ok", trouble=trouble)


def _last_line(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing."
