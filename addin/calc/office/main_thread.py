"""Run something on LibreOffice's main thread, between two of its own events.

Documents that are opened or changed on another thread may be drawn half done, and LibreOffice then ends itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import unohelper
from com.sun.star.awt import XCallback

__all__ = ["MainThread"]

_Result = TypeVar("_Result")


class MainThread:
    """The main thread, seen from another."""

    def __init__(self, context: Any) -> None:
        self._callbacks = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.AsyncCallback", context)

    def run(self, work: Callable[[], _Result]) -> _Result:
        """Have something done there; gives its result, or raises what it raised."""
        call = _Call(work)
        self._callbacks.addCallback(call, None)
        call.done.wait()
        if call.error is not None:
            raise call.error
        result: _Result = call.result
        return result

    def run_later(self, work: Callable[[], Any]) -> None:
        """Have something done there, without waiting for it."""
        self._callbacks.addCallback(_Call(work), None)


class _Call(unohelper.Base, XCallback):  # type: ignore[misc]
    """One thing to do."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self.done = threading.Event()
        self.result: Any = None
        self.error: BaseException | None = None

    def notify(self, data: Any) -> None:
        """LibreOffice calls this on its main thread."""
        try:
            self.result = self._work()
        except BaseException as error:
            self.error = error
        finally:
            self.done.set()
