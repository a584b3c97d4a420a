"""``python -m addin.calc.run COMMAND``: what a press of LibreOffice's button starts, in the user's own Python.

LibreOffice tells by environment where it listens and which workbook is meant. A command is the name of one of
`addin.commands`, some with a choice: ``as_of=month-end``. What it has to say it says itself, in LibreOffice's window.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from addin.calc.choices import CHOICES, PLAIN

if TYPE_CHECKING:
    import xlwings

__all__ = ["main"]

_DONE, _REFUSED, _UNKNOWN = 0, 1, 2


def main(arguments: list[str]) -> int:
    """Run a command on the workbook that LibreOffice names; gives the exit status."""
    from segmentbook.errors import SegmentbookError

    if len(arguments) != 1 or (work := _work(arguments[0])) is None:
        print(f"usage: python -m addin.calc.run COMMAND; commands: {', '.join((*PLAIN, *CHOICES))}", file=sys.stderr)
        return _UNKNOWN
    from addin.calc.engine import BOOK, connect, disconnect

    try:
        app = connect()
    except SegmentbookError as error:
        print(error, file=sys.stderr)
        return _REFUSED
    try:
        work(_book(app, os.environ.get(BOOK, "")))
    finally:
        disconnect(app)
    return _DONE


def _work(asked: str) -> Callable[[xlwings.Book], None] | None:
    """The command of that name, with its choice; None where there is none."""
    from addin import commands

    name, chosen, value = asked.partition("=")
    if not chosen:
        command: Callable[[xlwings.Book], None] | None = getattr(commands, name) if name in PLAIN else None
        return command
    if value not in CHOICES.get(name, ()):
        return None
    match name:
        case "as_of":
            return lambda book: commands.as_of(book, when=value)
        case "value_basis":
            return lambda book: commands.value_basis(book, basis=value)
        case _:
            return lambda book: commands.size_by_employees(book, on=value == "yes")


def _book(app: xlwings.App, number: str) -> xlwings.Book:
    import xlwings

    from addin.calc.engine.objects import Book

    return xlwings.Book(impl=Book(app.impl, number)) if number else app.books.active


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
