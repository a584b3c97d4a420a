"""What a command says to the one who clicked: one plain box, and the same in the log."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from addin.support import log, log_file, one_at_a_time
from segmentbook.errors import SegmentbookError

if TYPE_CHECKING:
    import xlwings

__all__ = ["TITLE", "attend", "tell"]

TITLE = "Segmentbook"
LONGEST = 1_000
"""A box of Excel shows some 1,024 characters."""


def tell(book: xlwings.Book | None, text: str, *, trouble: bool = False) -> None:
    """Show one box over the workbook's window, with the sign for trouble or not; without a window on stderr."""
    log().log(30 if trouble else 20, "said: %s", text)
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
    try:
        if book is None:
            raise LookupError
        book.app.alert(shown, TITLE, "ok", "critical" if trouble else "info")
    except Exception:  # an engine without boxes, or a window that is gone
        print(f"{TITLE}: {text}", file=sys.stderr)


def attend(given: xlwings.Book | None, name: str, work: Callable[[xlwings.Book], str]) -> None:
    """Do a command's work on a workbook and tell its outcome; nothing is ever raised.

    Parameters
    ----------
    given
        The workbook; None: the one whose ribbon was clicked, else the active one.
    name
        The command, for the log.
    work
        Does it and gives what is to be told, "" where what is seen says enough.
    """
    book = given
    try:
        log().info("%s", name)
        book = given or _caller()
        with one_at_a_time(_identity(book)) as free:
            if not free:
                log().info("%s: let go, because another command works on the workbook", name)
                return
            said = work(book)
        _redraw(book)
        if said:
            tell(book, said)
    except SegmentbookError as error:
        tell(book, _sentence(str(error)), trouble=True)
    except Exception as error:
        log().exception("%s", name)
        tell(
            book,
            f"Something unexpected happened ({type(error).__name__}), and the command was given up. "
            f"What it had begun was taken back. For support: the log file {log_file()}.",
            trouble=True,
        )


def _redraw(book: xlwings.Book) -> None:
    """On macOS, where Excel does not wait for Python, have the ribbon show the new state; elsewhere VBA does."""
    if sys.platform == "darwin":
        with suppress(Exception):  # a label that is behind is no reason to say that the command failed
            book.app.macro("'segmentbook.xlam'!RedrawSegments")()


def _caller() -> xlwings.Book:
    """The workbook whose ribbon was clicked, else the active one.

    Raises
    ------
    WorkbookError
        None is open.
    """
    import xlwings

    from segmentbook.errors import WorkbookError

    try:
        return xlwings.Book.caller()
    except Exception:  # xlwings raises its plainest where it was not called by Excel
        try:
            return xlwings.books.active
        except Exception:
            raise WorkbookError("No workbook is open. Open one, and try again.") from None


def _identity(book: xlwings.Book) -> str:
    try:
        return str(book.fullname)
    except Exception:  # a workbook in the cloud whose folder here is not known
        return str(book.name)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."
