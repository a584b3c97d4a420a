"""The command export --ics: what it says and writes, and refusals in one line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from tests.cli.changes import change
from tests.cli.conftest import Command

OUTLOOK = "In Outlook: File > Open & Export > Import/Export > Import an iCalendar (.ics) file, then Import.\n"


def read(path: Path) -> list[Event]:
    return list(IcsCalendarStream.calendar_from_ics(path.read_bytes().decode("utf-8")).events)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_all_current_clients(sb: Command, sample: Path, tmp_path: Path) -> None:
    before, file = sample.read_bytes(), tmp_path / "reviews.ics"
    done = sb("export", sample, "--ics", file)
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        f"Wrote {file}: 33 reviews from 2026-06-30 to 2026-12-04, as of 2026-06-30.\n"
        "By account manager: Dana Whitlock 8, Marcus Oyelaran 9, Priya Raman 7, Sofia Lindqvist 3, Tom Ashby 6.\n"
        "5 overdue reviews stand on 2026-06-30.\n"
        f"Not in it, having no date: 1 client without a Last Review.\n{OUTLOOK}"
    )
    events = {event.summary: event.dtstart for event in read(file)}
    assert len(events) == 33
    assert events["Review: O'Brien & Söhne GmbH"] == date(2026, 8, 18)
    assert events["Review: Corbeau Wines Direct (overdue since 16 March 2026)"] == date(2026, 6, 30)
    assert events["Review: Lockhart Municipal Water"] == date(2026, 6, 30)
    assert names(tmp_path) == ["book.xlsx", "reviews.ics"]
    assert sample.read_bytes() == before
    first = file.read_bytes()
    assert sb("export", sample, "--ics", file).status == 0
    assert file.read_bytes() == first  # an earlier one is replaced, and the same book gives the same file


def test_one_manager_on_another_day(sb: Command, sample: Path, tmp_path: Path) -> None:
    file = tmp_path / "sofia.ICS"
    done = sb("export", sample, "--ics", file, "--manager", "sofia lindqvist", "--as-of", "2026-07-18")
    assert done.out == (
        f"Wrote {file}: 3 reviews from 2026-07-20 to 2026-09-11, as of 2026-07-18.\n"
        "By account manager: Sofia Lindqvist 3.\n"
        f"1 overdue review stands on 2026-07-20.\n{OUTLOOK}"
    )
    assert {event.summary for event in read(file)} == {
        "Review: Castellane Légumes & Fils (overdue since 17 July 2026)",
        "Review: O'Brien & Söhne GmbH",
        "Review: Grüneberg Optik AG",
    }


def test_clients_by_name_and_those_that_have_no_date(sb: Command, sample: Path, tmp_path: Path) -> None:
    file = tmp_path / "some.ics"
    done = sb("export", sample, "--ics", file, *(f"--client=C-0{n}" for n in ("01", "29", "35")))
    assert (done.status, done.out) == (
        0,
        f"Wrote {file}: 1 review on 2026-08-12, as of 2026-06-30.\n"
        "By account manager: Dana Whitlock 1.\n"
        f"Not in it, having no date: 1 client without a Last Review, 1 client not current.\n{OUTLOOK}",
    )


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (
            [],
            2,
            "say what to make: --pdf DIR for pages, or --ics FILE for the review calendar. (See: segmentbook export "
            "--help)",
        ),
        (
            ["--pdf", "out", "--ics", "out.ics"],
            2,
            "say what to make: --pdf DIR for pages, or --ics FILE for the review calendar. (See: segmentbook export "
            "--help)",
        ),
        (
            ["--ics", "out.csv"],
            2,
            "the calendar's name must end in .ics; got 'out.csv'. (See: segmentbook export --help)",
        ),
        (["--ics", "folder.ics"], 1, "folder.ics: is a folder. Name the .ics file to write."),
        (["--ics", "none/out.ics"], 1, "none/out.ics: there is no folder none. Create it first."),
        (
            ["--ics", "out.ics", "--client", "Halverson"],
            1,
            "--client: there is no client 'Halverson'. Did you mean Halvorsen Precision Castings? Nothing was written.",
        ),
        (
            ["--ics", "out.ics", "--client", "C-029", "--client", "C-036"],
            1,
            "none of the chosen clients has a date for its next review (1 without a Last Review, 1 not current). "
            "Nothing was written.",
        ),
    ],
)
def test_refusals_are_one_line_and_write_nothing(
    sb: Command,
    sample: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    status: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.ics").mkdir()
    done = sb("export", sample, *arguments)
    assert (done.status, done.out, done.err) == (status, "", f"segmentbook: {message}\n")
    assert names(tmp_path) == ["book.xlsx", "folder.ics"]


def test_a_book_without_clients_is_refused_in_one_line(sb: Command, blank: Path, tmp_path: Path) -> None:
    done = sb("export", blank, "--ics", tmp_path / "out.ics")
    assert (done.status, done.out) == (1, "")
    assert done.err == "segmentbook: there are no current clients to export. Nothing was written.\n"


def test_what_could_not_be_counted_is_status_3(sb: Command, sample: Path, tmp_path: Path) -> None:
    change(sample, "Contracts", 0, Amount="much")
    done = sb("export", sample, "--ics", tmp_path / "out.ics")
    assert done.status == 3
    assert done.err == (
        "segmentbook: 1 error, so that not everything could be counted. They are listed by: segmentbook check "
        f'"{sample}"\n'
    )
    assert len(read(tmp_path / "out.ics")) == 33
