"""What a user is told: one plain box, whatever happens, and never a traceback."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import xlwings

from addin import support
from addin.messages import attend, tell
from addin.support import log_file, one_at_a_time
from segmentbook.errors import InputError


class Window:
    """An application that notes its boxes."""

    def __init__(self, *, broken: bool = False) -> None:
        self.boxes: list[tuple[str, ...]] = []
        self.macros: list[str] = []
        self.broken = broken

    def alert(self, *words: str) -> None:
        if self.broken:
            raise OSError("the window is gone")
        self.boxes.append(words)

    def macro(self, name: str) -> Callable[[], None]:
        return lambda: self.macros.append(name)


class Named:
    """As much of a workbook as a message needs."""

    def __init__(self, app: Window, fullname: str = "/books/book.xlsx") -> None:
        self.app, self.fullname, self.name = app, fullname, "book.xlsx"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(support, "state_folder", lambda system=None: tmp_path / "state")
    yield tmp_path / "state"
    logger = logging.getLogger("segmentbook.addin")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


def told(work: Any, app: Window | None = None) -> list[tuple[str, ...]]:
    app = app or Window()
    attend(cast(xlwings.Book, Named(app)), "refresh", work)
    return app.boxes


def test_nothing_to_say_is_no_box() -> None:
    assert told(lambda book: "") == []


def test_an_outcome_is_one_box() -> None:
    assert told(lambda book: f"Done with {book.name}.") == [("Done with book.xlsx.", "Segmentbook", "ok", "info")]


@pytest.mark.parametrize(("platform", "macros"), [("darwin", ["'segmentbook.xlam'!RedrawSegments"]), ("win32", [])])
def test_the_ribbon_is_drawn_anew_where_excel_did_not_wait(
    monkeypatch: pytest.MonkeyPatch, platform: str, macros: list[str]
) -> None:
    app = Window()
    monkeypatch.setattr(sys, "platform", platform)
    told(lambda book: "", app)
    assert app.macros == macros


def test_a_refusal_is_one_box_with_its_own_words() -> None:
    def refuse(book: object) -> str:
        raise InputError("Clients!A1: there is no table Clients")

    assert told(refuse) == [("Clients!A1: there is no table Clients.", "Segmentbook", "ok", "critical")]
    assert "Traceback" not in log_file().read_text(encoding="utf-8")


def test_what_nobody_expected_is_told_plainly_and_logged_for_support() -> None:
    def fail(book: object) -> str:
        return str(1 / 0)

    (box,) = told(fail)
    assert box == (
        "Something unexpected happened (ZeroDivisionError), and the command was given up. "
        f"What it had begun was taken back. For support: the log file {log_file()}.",
        "Segmentbook",
        "ok",
        "critical",
    )
    logged = log_file().read_text(encoding="utf-8")
    assert "Traceback" in logged and "return str(1 / 0)" in logged and "said: Something unexpected" in logged


def test_without_a_window_it_is_said_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(lambda book: "Done.", Window(broken=True)) == []
    tell(None, "No window at all.", trouble=True)
    assert capsys.readouterr().err == "Segmentbook: Done.\nSegmentbook: No window at all.\n"


def test_without_a_workbook(capsys: pytest.CaptureFixture[str]) -> None:
    attend(None, "refresh", lambda book: "never")
    assert capsys.readouterr().err == "Segmentbook: No workbook is open. Open one, and try again.\n"


def test_the_workbook_that_was_clicked_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Window()
    monkeypatch.setattr(xlwings.Book, "caller", classmethod(lambda cls: Named(app)))
    attend(None, "refresh", lambda book: "Done.")
    assert len(app.boxes) == 1


def test_a_click_while_another_command_works_is_let_go() -> None:
    with one_at_a_time("/books/book.xlsx"):
        assert told(lambda book: "never") == []
    assert "let go" in log_file().read_text(encoding="utf-8")
    assert told(lambda book: "again") != []


def test_a_workbook_whose_folder_is_not_known_has_a_lock_all_the_same() -> None:
    class Cloud(Named):
        @property
        def fullname(self) -> str:
            raise OSError("https://...")

        @fullname.setter
        def fullname(self, value: str) -> None:
            """Not known."""

    app = Window()
    with one_at_a_time("book.xlsx"):
        attend(cast(xlwings.Book, Cloud(app)), "refresh", lambda book: "never")
    attend(cast(xlwings.Book, Cloud(app)), "refresh", lambda book: "Done.")
    assert [words[0] for words in app.boxes] == ["Done."]


def test_a_box_holds_what_excel_shows() -> None:
    (box,) = told(lambda book: "x" * 5_000)
    assert box[0] == "x" * 1_000 + "..."
