"""The engine, its applications (running LibreOffices) and their workbooks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import xlwings
from xlwings import base_classes

from addin.calc.engine.connection import Connection, NotThereError
from addin.calc.engine.values import EPOCH

__all__ = ["ENGINE", "App", "Apps", "Book", "Books", "Engine"]

_TITLE = "Segmentbook"


class Apps(base_classes.Apps):
    """The LibreOffices that there is a line to; the one that was connected last is the active one."""

    def __init__(self) -> None:
        self._apps: list[App] = []

    def keys(self) -> list[int]:
        """The numbers of their processes."""
        return [app.pid for app in self._apps]

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> App:
        """LibreOffice is started by its user, or by a test."""
        raise NotImplementedError("addin.calc.engine.connect gives an App for a LibreOffice that is running")

    @staticmethod
    def cleanup() -> None:
        """Leave no process behind: none is started here."""

    def __iter__(self) -> Iterator[App]:
        return iter(self._apps)

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> App:
        for app in self._apps:
            if app.pid == pid:
                return app
        raise KeyError(f"Could not find a LibreOffice instance with this PID: {pid}")

    def joined(self, app: App) -> None:
        """Take a connected application in, as the active one."""
        self._apps.insert(0, app)

    def left(self, app: App) -> None:
        """Let an application go."""
        if app in self._apps:
            self._apps.remove(app)


class Engine:
    """LibreOffice Calc as an engine of xlwings."""

    name = "calc"
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        """A value as a range's ``raw_value`` takes it: blank for NaN and NaT, plain numbers for numpy's."""
        if value is None or isinstance(value, str | bool | int):
            return value
        if hasattr(value, "item"):  # a number of numpy's
            value = value.item()
        if hasattr(value, "to_pydatetime"):
            value = value.to_pydatetime()
        return None if value != value else value

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool
    ) -> list[list[Any]]:
        """Values as a range's ``value`` gives them, by the range's options."""
        from addin.calc.engine.values import ERRORS

        texts = {code: text for text, code in ERRORS.items()}

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, date):
                moment = {part: getattr(value, part) for part in ("year", "month", "day")}
                times = {part: getattr(value, part, 0) for part in ("hour", "minute", "second", "microsecond")}
                return datetime_builder(**moment, **times, tzinfo=None)
            if isinstance(value, int) and value in texts:
                return texts[value] if err_to_str else None
            if number_builder is not None and isinstance(value, float):
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]


ENGINE = Engine()


class App(base_classes.App):
    """A running LibreOffice."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._pid = int(connection.ask("process"))
        self._alerts = True
        self._events = True
        self._status: str | bool = False

    @property
    def engine(self) -> Engine:
        """The engine."""
        return ENGINE

    @property
    def api(self) -> Connection:
        """The line to it."""
        return self.connection

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._pid

    @property
    def version(self) -> str:
        """Its version."""
        return ".".join(map(str, self.connection.ask("version")))

    @property
    def books(self) -> Books:
        """Its open spreadsheets."""
        return Books(self)

    @property
    def selection(self) -> Any:
        """The selected cells, None where something else is selected."""
        from addin.calc.engine.ranges import Range

        book = self.books.current
        view = book and self.connection.ask("view", book=book.number)
        if not book or not view or not view["selected"]:
            return None
        return Range(book.sheets(view["sheet"]), view["selected"][0])

    def activate(self, steal_focus: bool = False) -> None:
        """Make it the one that xlwings takes."""
        ENGINE.apps.left(self)
        ENGINE.apps.joined(self)

    @property
    def visible(self) -> bool:
        """Whether it has windows."""
        return True

    @visible.setter
    def visible(self, wanted: bool) -> None:
        """LibreOffice shows its windows or not from its start on."""

    def quit(self) -> None:
        """End it without saving anything."""
        for book in list(self.books):
            book.close()
        self.connection.ask("quit_office")
        self.close()

    def kill(self) -> None:
        """End it."""
        self.quit()

    def close(self) -> None:
        """Hang up, leaving it as it is."""
        ENGINE.apps.left(self)
        self.connection.close()

    @property
    def screen_updating(self) -> bool:
        """Whether its documents draw what is changed in them."""
        return not self.connection.ask("still")

    @screen_updating.setter
    def screen_updating(self, wanted: bool) -> None:
        self.connection.ask("still", wanted=not wanted)

    @property
    def display_alerts(self) -> bool:
        """Kept for programs that set it: no operation of the bridge asks the user anything."""
        return self._alerts

    @display_alerts.setter
    def display_alerts(self, wanted: bool) -> None:
        self._alerts = wanted

    @property
    def enable_events(self) -> bool:
        """Kept for programs that set it: workbooks of Excel's have no events in Calc."""
        return self._events

    @enable_events.setter
    def enable_events(self, wanted: bool) -> None:
        self._events = wanted

    interactive = display_alerts

    @property
    def calculation(self) -> str:
        """``automatic``; ``manual`` where it was set so by this program."""
        return "automatic" if self.connection.ask("automatic") else "manual"

    @calculation.setter
    def calculation(self, wanted: str) -> None:
        self.connection.ask("automatic", wanted=wanted != "manual")

    def calculate(self) -> None:
        """Calculate what is not up to date, in all open spreadsheets."""
        for book in self.books:
            self.connection.ask("calculate", book=book.number)

    @property
    def status_bar(self) -> str | bool:
        """The text in the status bar; False where it is LibreOffice's own."""
        return self._status

    @status_bar.setter
    def status_bar(self, wanted: str | bool) -> None:
        self._status = wanted
        self.connection.ask("status", text=str(wanted) if wanted else "")

    def alert(
        self, prompt: str, title: str | None, buttons: str | None, mode: str | None, callback: str | None
    ) -> str | None:
        """A message box; gives the name of the button that was pressed."""
        book = self.books.current
        if book is None:
            return "ok"
        asked = {"text": prompt, "title": title or _TITLE, "buttons": buttons or "ok", "trouble": mode == "critical"}
        return str(self.connection.ask("alert", book=book.number, **asked))

    @property
    def hwnd(self) -> None:
        """No window's handle."""
        return None

    @property
    def path(self) -> str:
        """Where it is installed: not told."""
        return ""


class Books(base_classes.Books):
    """The open spreadsheets of a LibreOffice."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> Connection:
        """The line to LibreOffice."""
        return self.app.connection

    @property
    def current(self) -> Book | None:
        """The one that the user looks at, if any."""
        number = self.app.connection.ask("active_book")
        return Book(self.app, number) if number else None

    @property
    def active(self) -> Book:
        """The one that the user looks at."""
        book = self.current
        if book is None:
            raise NotThereError("No spreadsheet is open in LibreOffice.")
        return book

    def _all(self) -> list[Book]:
        return [Book(self.app, told["id"]) for told in self.app.connection.ask("books")]

    def __call__(self, key: int | str) -> Book:
        """By name, or by number from 1."""
        books = self._all()
        if isinstance(key, int):
            return books[key - 1]
        for book in books:
            if book.name.casefold() == key.casefold():
                return book
        raise KeyError(key)

    def __contains__(self, key: str) -> bool:
        return any(book.name.casefold() == key.casefold() for book in self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Book]:
        return iter(self._all())

    def add(self) -> Book:
        """A new spreadsheet."""
        return Book(self.app, self.app.connection.ask("open_book", path=""))

    def open(self, fullname: str, update_links: Any = None, read_only: bool | None = None, *_: Any, **__: Any) -> Book:
        """Open a file."""
        return Book(self.app, self.app.connection.ask("open_book", path=fullname, read_only=bool(read_only)))


class Book(base_classes.Book):
    """An open spreadsheet."""

    def __init__(self, app: App, number: str) -> None:
        self._app = app
        self.number = number
        self._shift: int | None = None

    def ask(self, what: str, /, **arguments: Any) -> Any:
        """An operation on this document."""
        return self._app.connection.ask(what, book=self.number, **arguments)

    @property
    def api(self) -> Connection:
        """The line to LibreOffice."""
        return self._app.connection

    @property
    def app(self) -> App:
        """The LibreOffice that it is open in."""
        return self._app

    @property
    def shift(self) -> int:
        """Days from 30 December 1899 to the document's first day: 1,462 where its dates count from 1904."""
        if self._shift is None:
            self._shift = (date(*self.ask("first_day")) - EPOCH).days
        return self._shift

    @property
    def beyond(self) -> Any:
        """What the live refresh needs beyond xlwings' object model."""
        from addin.calc.engine.beyond import CalcBeyond

        return CalcBeyond()

    @property
    def name(self) -> str:
        """Its file's name, or its title where it was never saved."""
        told = self.ask("book")
        return Path(told["path"]).name if told["path"] else str(told["title"])

    @property
    def fullname(self) -> str:
        """Its file with the folder, or its title where it was never saved."""
        told = self.ask("book")
        return str(told["path"] or told["title"])

    @property
    def sheets(self) -> Any:
        """Its sheets."""
        from addin.calc.engine.sheets import Sheets

        return Sheets(self)

    @property
    def names(self) -> Any:
        """Its defined names."""
        from addin.calc.engine.names import Names

        return Names(self)

    def close(self) -> None:
        """Close it without saving."""
        self.ask("close_book")

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save it where it is, or as another file."""
        if password is not None:
            raise NotImplementedError("Segmentbook's engine for Calc saves without passwords")
        if path is None and not self.ask("book")["path"]:
            path = f"{self.name}.xlsx"
        self.ask("save_book", path=os.path.realpath(path) if path else "")

    def activate(self) -> None:
        """Bring its window to the front."""
        self.ask("activate_book")


def xlwings_app(connection: Connection) -> xlwings.App:
    """Take a LibreOffice that there is a line to into xlwings' applications."""
    if ENGINE.name not in [engine.name for engine in xlwings.engines]:
        xlwings.engines.add(xlwings.main.Engine(impl=ENGINE))
    if xlwings.engines.active is None:  # as on Linux: ``xlwings.books`` are LibreOffice's then
        xlwings.engines.active = xlwings.engines[ENGINE.name]  # type: ignore[assignment]  # xlwings has no hint there
    app = App(connection)
    ENGINE.apps.joined(app)
    return xlwings.App(impl=app)
