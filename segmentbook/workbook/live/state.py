"""The application while a refresh writes: quiet, and afterwards as the user had it, whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlwings

    from segmentbook.workbook.live.beyond import Beyond

__all__ = ["Journal", "quiet"]

# In the order in which they are switched off; they come back the other way round: the screen last.
_SWITCHES: tuple[tuple[str, object], ...] = (
    ("screen_updating", False),
    ("display_alerts", False),
    ("enable_events", False),
    ("calculation", "manual"),
)
_TRIES = 3


@contextmanager
def quiet(book: xlwings.Book, beyond: Beyond) -> Iterator[None]:
    """Switch screen, alerts, events and calculation off, and bring all of it back, with what the user looked at."""
    with ExitStack() as stack:
        for name, value in _SWITCHES:
            _switch(stack, book.app, name, value)
        view = beyond.view(book)
        stack.callback(_surely, lambda: beyond.restore_view(book, view))
        yield


def _switch(stack: ExitStack, app: xlwings.App, name: str, value: object) -> None:
    before = getattr(app, name)
    if before == value:
        return
    # Before it is switched: what fails half way may have been done.
    stack.callback(_surely, lambda: setattr(app, name, before))
    setattr(app, name, value)


def _surely(restore: Callable[[], object]) -> None:
    """Bring something back; a spreadsheet that is busy for a moment is asked again.

    What cannot be brought back keeps nothing else from being brought back.
    """
    _done(restore)


class Journal:
    """What was done to the workbook, and how it is taken back: first its shape, the last step first, then its cells."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []
        self._cells: list[Callable[[], object]] = []

    def __len__(self) -> int:
        return len(self._undo) + len(self._cells)

    def do(self, action: Callable[[], object], undo: Callable[[], object]) -> None:
        """Do something that can be taken back; it is, too, where it failed half way."""
        self._undo.append(undo)
        action()

    def before_cells(self, restore: Callable[[], object]) -> None:
        """Note how cells that are about to be written get back what they held, in the places where they were."""
        self._cells.append(restore)

    def take_back(self) -> bool:
        """Take everything back; whether all of it could be."""
        steps = [*reversed(self._undo), *self._cells]
        self._undo, self._cells = [], []
        complete = True
        for step in steps:  # every one is tried
            complete = _done(step) and complete
        return complete


def _done(step: Callable[[], object]) -> bool:
    for _ in range(_TRIES):
        with suppress(Exception):
            step()
            return True
    return False
