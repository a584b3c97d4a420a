"""What a click on the ribbon, or on a toolbar of LibreOffice, does to the open workbook.

Each command works on the workbook that it is given, else on the one that was clicked, tells its outcome in at most one
box, and raises nothing. It edits Settings and Filters as their user would, then refreshes; where the refresh is refused
the edit is taken back. The ribbon's VBA names these functions and their arguments.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from addin.messages import attend
from segmentbook.errors import InputError, WorkbookError

if TYPE_CHECKING:
    import xlwings

    from addin.state import State
    from segmentbook.model.issues import Issue
    from segmentbook.raw import RawBook
    from segmentbook.workbook.file import Refreshed

__all__ = [
    "about",
    "as_of",
    "check",
    "clear_filters",
    "export_calendar",
    "export_crm",
    "export_pdf",
    "filters",
    "help",
    "plan",
    "refresh",
    "set_filter",
    "size_by_employees",
    "tiering",
    "value_basis",
]

STATUS = "LastRefresh"
"""Key of the hidden name that holds what the last refresh said of itself, for the ribbon."""

DATA_ISSUES, TIERING, SERVICE_PLAN = "DataIssues", "Tiering", "ServicePlan"
"""Keys of the sheets that commands go to."""

_MOST_LISTED = 5
_ERRORS = re.compile(r"(\d[\d,]*) error")


def refresh(book: xlwings.Book | None = None) -> None:
    """Bring the results up to date; told is what could not be counted."""
    attend(book, "refresh", lambda on: _told(on, _refreshed(on)))


def check(book: xlwings.Book | None = None) -> None:
    """Look for data issues: without any say so; else list them in DataIssues, with all other results, and go there."""
    attend(book, "check", _check)


def as_of(book: xlwings.Book | None = None, *, when: str) -> None:
    """Compute the book as of ``today``, the last ``month-end``, ``quarter-end`` or ``year-end``, or a date."""
    from addin.as_of import as_of_date

    def edit(state: State) -> bool:
        start = state.setting("Fiscal Year Start Month")
        month = int(start) if isinstance(start, float) and start in range(1, 13) else 1
        return state.set("As of", as_of_date(when, date.today(), month))

    _change(book, f"as of {when}", edit)


def value_basis(book: xlwings.Book | None = None, *, basis: str) -> None:
    """Let ``MRR`` or ``MRR per Seat`` decide the map and the segments."""
    _change(book, f"value basis {basis}", lambda state: state.set("Value Basis", basis))


def size_by_employees(book: xlwings.Book | None = None, *, on: bool) -> None:
    """Draw bubbles by employees, or all alike."""
    word = "Yes" if on else "No"
    _change(book, f"size by employees {word}", lambda state: state.set("Size by Employees", word))


def set_filter(book: xlwings.Book | None = None, *, column: str, value: str, shown: bool) -> None:
    """Show the clients with a value of a column too, or no more; without any value that is shown: all clients."""
    from segmentbook.model.keys import text_key

    value = _whole(value)

    def edit(state: State) -> bool:
        values = [known for known in state.filter_values(column) if text_key(known) != text_key(value)]
        return state.set_filter(column, [*values, value] if shown else values)

    _change(book, f"filter by {column}", edit)


def clear_filters(book: xlwings.Book | None = None, *, column: str = "") -> None:
    """Show the whole book again, or all values of one column."""
    _change(
        book,
        "clear filters",
        lambda state: state.set_filter(column, []) if column else state.clear_filters(),
    )


def filters(book: xlwings.Book | None = None) -> None:
    """Go to the table Filters, which is laid out where it is missing."""

    def work(on: xlwings.Book) -> str:
        from addin.state import State
        from segmentbook.schema import FILTERS

        sheet, cell = State(on).place(FILTERS)
        _show(on, sheet, cell.top, cell.left)
        return ""

    attend(book, "filters", work)


def tiering(book: xlwings.Book | None = None) -> None:
    """Go to the sheet Tiering; where there is none, after a refresh."""

    def work(on: xlwings.Book) -> str:
        if not _goes_to(on, TIERING):
            _refreshed(on)
            if not _goes_to(on, TIERING):
                return "There are no tiers to show: fill the table Tiers, then refresh."
        return ""

    attend(book, "tiering", work)


def plan(book: xlwings.Book | None = None) -> None:
    """Find the services that fit the budget, and go to their plan; without a budget, to where it is typed."""
    attend(book, "plan", _plan)


def export_crm(book: xlwings.Book | None = None, *, to: str) -> None:
    """Write the tiers for a CRM into a folder beside the workbook: see ``segmentbook.crm.systems`` for ``to``."""

    def work(on: xlwings.Book) -> str:
        from segmentbook.crm.export import export_crm as export
        from segmentbook.crm.systems import system_of
        from segmentbook.workbook.live import check_open

        folder = _folder_beside(on) / f"{Path(on.name).stem} - CRM"
        checked = check_open(on)
        exported = export(checked.segmentation, checked.raw, system=to, folder=folder)
        said = [exported.messages[0], *(f"Look at: {warning}" for warning in exported.warnings)]
        where = f"Wrote {len(exported.files)} files into {folder}."
        return "\n\n".join([where, *said, f"Next: {system_of(to).next_step}"])

    attend(book, f"export for {to}", work)


def export_pdf(book: xlwings.Book | None = None, *, pages: str) -> None:
    """Print pages into a folder beside the workbook: of the ``book``, the chosen ``client``, or all clients ``shown``.

    The file as it was last saved is printed: what is drawn is what is kept. Who is chosen or shown is as on the screen.
    """

    def work(on: xlwings.Book) -> str:
        from segmentbook.exporting.choice import Choice
        from segmentbook.exporting.pdf import export_pdf as export
        from segmentbook.report.tables import counted

        path = _saved_file(on)
        folder = path.with_name(f"{path.stem} - pages")
        choice = Choice() if pages == "book" else Choice(clients=_clients_on_screen(on, pages))
        done = export(path, folder, choice)
        what = "the Dashboard and Tiering" if pages == "book" else counted(len(done.files), "client page")
        said = [f"Wrote {what} into {folder}, from the workbook as it was last saved."] if done.files else []
        failed = [f"{name.name} was not written: {why}." for name, why in done.failures.items()]
        more = [f"... and {len(failed) - _MOST_LISTED:,} more were not written."] if len(failed) > _MOST_LISTED else []
        return "\n\n".join([*said, *failed[:_MOST_LISTED], *more])

    attend(book, f"export pages: {pages}", work)


def export_calendar(book: xlwings.Book | None = None) -> None:
    """Write the reviews of the clients that the filters show as a calendar beside the workbook.

    Of the file as it was last saved, as the pages are; who is shown is as on the screen.
    """

    def work(on: xlwings.Book) -> str:
        from segmentbook.exporting.choice import Choice
        from segmentbook.exporting.ics import HOW_TO_IMPORT, export_ics
        from segmentbook.report.tables import counted

        path = _saved_file(on)
        file = path.with_name(f"{path.stem} reviews.ics")
        done = export_ics(path, file, Choice(clients=_clients_on_screen(on, "shown")))
        said = [f"Wrote {counted(len(done.events), 'review')} into {file}, from the workbook as it was last saved."]
        if done.left_out:
            reasons = ", ".join(f"{counted(number, 'client')} {reason}" for reason, number in done.left_out.items())
            said.append(f"Not in it, having no date: {reasons}.")
        return "\n\n".join([*said, HOW_TO_IMPORT])

    attend(book, "export reviews", work)


def help(book: xlwings.Book | None = None) -> None:  # noqa: A001 - as the ribbon says it
    """Open the guide in the browser; it is a file, and needs no internet."""

    def work(on: xlwings.Book) -> str:
        import webbrowser

        from addin.guide import write_guide

        path = write_guide()
        return "" if webbrowser.open(path.as_uri()) else f"The guide is here: {path}"

    attend(book, "help", work)


def about(book: xlwings.Book | None = None) -> None:
    """Say the version, the Python, and where the log is."""

    def work(on: xlwings.Book) -> str:
        from importlib.metadata import version

        from addin.support import log_file
        from segmentbook import __version__

        return (
            f"Segmentbook {__version__}\nPython {sys.version.split()[0]}: {sys.executable}\n"
            f"xlwings {version('xlwings')}\nLog file: {log_file()}"
        )

    attend(book, "about", work)


# -- work -------------------------------------------------------------------------------------------------------------


def _change(book: xlwings.Book | None, name: str, edit: Callable[[State], bool]) -> None:
    """Edit Settings or Filters, then refresh; nothing to do where the edit changes nothing.

    What could not be counted is told only where it is more than before: whoever clicks through filters knows by then.
    """

    def work(on: xlwings.Book) -> str:
        from addin.state import State

        state = State(on)
        try:
            if not edit(state):
                return ""
            before = _errors_then(state.status(STATUS))
            refreshed = _refreshed(on)
        except BaseException:
            state.take_back()
            raise
        return _told(on, refreshed) if _errors(refreshed.issues) > before else ""

    attend(book, name, work)


def _refreshed(book: xlwings.Book) -> Refreshed:
    """Refresh, and note for the ribbon when that was and what was found."""
    from segmentbook.report.tables import counted
    from segmentbook.workbook.book import mark_name
    from segmentbook.workbook.live import refresh_open
    from segmentbook.workbook.live.openbook import beyond_of

    refreshed = refresh_open(book)
    errors = _errors(refreshed.issues)
    found = [counted(n, word) for n, word in ((errors, "error"), (len(refreshed.issues) - errors, "warning")) if n]
    status = f"Refreshed {datetime.now():%Y-%m-%d %H:%M}: {', '.join(found) or 'no data issues'}"
    with suppress(Exception):  # the results are there: a label on the ribbon is no reason to say that they are not
        beyond_of(book).define(book, {mark_name(STATUS): f'"{status}"'}, hidden=True)
    return refreshed


def _check(book: xlwings.Book) -> str:
    from segmentbook.report.tables import counted
    from segmentbook.workbook.live import check_open

    checked = check_open(book)
    if not checked.issues:
        clients, lines = len(checked.segmentation.clients), len(checked.segmentation.ledger)
        return (
            f"No data issues: {counted(clients, 'client')} and {counted(lines, 'contract line')} are as they should be."
        )
    try:
        _refreshed(book)
    except WorkbookError as error:  # e.g. read-only: what was found can be told all the same
        return f"{_listed(checked.issues, checked.raw)}\n\nThe sheet DataIssues was not brought up to date. {error}"
    if not _goes_to(book, DATA_ISSUES):
        return _listed(checked.issues, checked.raw)
    return ""


def _plan(book: xlwings.Book) -> str:
    from addin.state import State
    from segmentbook.schema import SERVICES

    state = State(book)
    if state.setting("Service Budget") is None:
        sheet, cell = state.place_of_setting("Service Budget")
        _show(book, sheet, cell.top, cell.left)
        return (
            "There is no budget yet. Type what all services may cost in a year as the setting Service Budget, and "
            "press Plan services again."
        )
    refreshed = _refreshed(book)
    if _goes_to(book, SERVICE_PLAN):
        return ""
    if SERVICES.name not in refreshed.raw.tables:
        return "There are no services to plan: fill the table Services, with one column a tier, and try again."
    return "No service of the table Services could be planned: look at the sheet DataIssues."


def _told(book: xlwings.Book, refreshed: Refreshed) -> str:
    """What could not be counted, in a sentence or two; "" where everything was."""
    from segmentbook.report.issues import issue_summary

    if not _errors(refreshed.issues):
        return ""
    summary = issue_summary(refreshed.segmentation, refreshed.issues)
    return f"Refreshed. {summary} The sheet {_sheet_name(book, DATA_ISSUES) or DATA_ISSUES} says where, and what to do."


def _listed(issues: Sequence[Issue], raw: RawBook) -> str:
    """The first issues, a line each, errors first."""
    from segmentbook.report.issues import issue_rows

    lines = issue_rows(issues, raw)["Text"].tolist()
    more = [f"... and {len(lines) - _MOST_LISTED:,} more."] if len(lines) > _MOST_LISTED else []
    return "\n".join([*(str(line) for line in lines[:_MOST_LISTED]), *more])


def _errors(issues: Sequence[Issue]) -> int:
    from segmentbook.model.issues import Level

    return sum(issue.level is Level.ERROR for issue in issues)


def _errors_then(status: str) -> int:
    """How many errors the last refresh found, by what it said of itself."""
    found = _ERRORS.search(status)
    return int(found[1].replace(",", "")) if found else 0


# -- going to places --------------------------------------------------------------------------------------------------


def _goes_to(book: xlwings.Book, key: str) -> bool:
    """Go to a sheet of ours, whatever it is called by now; False where there is none."""
    name = _sheet_name(book, key)
    if name:
        _show(book, name, 1, 1)
    return bool(name)


def _sheet_name(book: xlwings.Book, key: str) -> str:
    from segmentbook.workbook.live.openbook import OpenBook, beyond_of

    sheet = OpenBook(book, beyond_of(book)).owned_sheet(key)
    return "" if sheet is None else sheet.name


def _show(book: xlwings.Book, sheet: str, row: int, column: int) -> None:
    """Bring a cell before the user's eyes."""
    place = book.sheets[sheet]
    with suppress(AttributeError, NotImplementedError):  # an engine that knows no hidden sheets
        if place.visible is not True:  # very hidden comes as a number
            place.visible = True
    try:
        place.activate()
    except Exception:  # xlwings brings the workbook to the front first, where it is already, and not on every platform
        place.impl.activate()
    with suppress(AttributeError, NotImplementedError):  # nor selections: the sheet is shown
        place.range((row, column)).select()


def _clients_on_screen(book: xlwings.Book, pages: str) -> tuple[str, ...]:
    """IDs of the client that is chosen on Client Card, or of the current ones that the filters show."""
    from segmentbook.report.client_card_cells import chosen_client
    from segmentbook.report.client_sheets import card_list
    from segmentbook.workbook.live import check_open

    checked = check_open(book)
    clients = checked.segmentation.clients
    if pages == "client":
        row = chosen_client(checked.segmentation, card_list(checked.segmentation), checked.raw.kept)
        found = clients.iloc[[row]] if row >= 0 else clients.iloc[:0]
    else:
        found = clients[(clients["Status"] == "Current") & clients["In Filter"].astype(bool)]
    if not len(found):
        raise InputError("There is no client to export: the book has none, or the filters show none.")
    return tuple(found["Client ID"].tolist())


def _saved_file(book: xlwings.Book) -> Path:
    """The workbook's file."""
    path = _folder_beside(book) / book.name
    if not path.is_file():
        raise WorkbookError(f"{book.name} has not been saved yet. Save it, and export again.")
    return path


def _folder_beside(book: xlwings.Book) -> Path:
    """The folder of the workbook's file."""
    try:
        path = Path(book.fullname)
    except Exception:  # xlwings knows no folder for a workbook in the cloud
        path = Path(book.name)
    if not path.is_absolute() or not path.parent.is_dir():
        raise WorkbookError(
            f"{book.name} is in no folder of this computer, so that there is no place for the files beside it. Save it "
            "in one (File > Save As), and export again."
        )
    return path.parent


def _whole(text: str) -> str:
    """A text of VBA, whose letters beyond U+FFFF come in two halves."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
