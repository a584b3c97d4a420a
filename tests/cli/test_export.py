"""The command export: pages as LibreOffice draws them, a workbook that stays as it was, and refusals in one line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from segmentbook.workbook.book import Book
from segmentbook.workbook.package import Package
from tests.cli.changes import change
from tests.cli.conftest import Command
from tests.tools import Office

AS_OF = "2026-06-30"


def poppler(name: str, *arguments: str | Path) -> str:
    program = shutil.which(name)
    if program is None:
        if os.environ.get("SEGMENTBOOK_REQUIRE_CALC") == "1":
            pytest.fail(f"{name} (poppler-utils) is not installed, and SEGMENTBOOK_REQUIRE_CALC=1 asks for it")
        pytest.skip(f"{name} (poppler-utils) is not installed")
    return subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def pages(pdf: Path) -> list[str]:
    """The text of each page."""
    return poppler("pdftotext", "-layout", pdf, "-").split("\f")[:-1]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_pages_of_the_book(sb: Command, sample: Path, tmp_path: Path, office: Office) -> None:
    before = sample.read_bytes()
    folder = tmp_path / "made" / "pages"
    done = sb("export", sample, "--pdf", folder)
    pdf = folder / f"book dashboard {AS_OF}.pdf"
    assert (done.status, done.out, done.err) == (0, f"Wrote {pdf}\n", "")
    assert names(folder) == [pdf.name]
    assert sample.read_bytes() == before
    assert names(tmp_path) == ["book.xlsx", "made"]
    dashboard, tiering = pages(pdf)
    assert "Customer segments" in dashboard and "225,258" in dashboard and "30 June 2026" in dashboard
    assert "Service tiers" in tiering and "228,314" in tiering
    assert b"file:///" not in pdf.read_bytes() and b"/URI" not in pdf.read_bytes()  # links lead nowhere on paper


def test_a_page_for_each_client_that_is_chosen(sb: Command, sample: Path, tmp_path: Path, office: Office) -> None:
    before = sample.read_bytes()
    done = sb("export", sample, "--pdf", tmp_path / "out", "--client", "ashdown instruments", "--client", "C-001")
    files = [
        tmp_path / "out" / f"{name} {AS_OF}.pdf" for name in ("Ashdown Instruments", "Halvorsen Precision Castings")
    ]
    assert done.out == (f"Wrote {files[0]}\nWrote {files[1]}\n2 client pages as of {AS_OF} in {tmp_path / 'out'}.\n")
    assert (done.status, done.err) == (0, "")
    assert names(tmp_path / "out") == [file.name for file in files]
    assert sample.read_bytes() == before
    (ashdown,), (halvorsen,) = map(pages, files)
    for page, client, other, mrr, manager in (
        (ashdown, "Ashdown Instruments", "Halvorsen", "8,300", "Tom Ashby"),
        (halvorsen, "Halvorsen Precision Castings", "Ashdown", "19,465", "Dana Whitlock"),
    ):
        assert client in page and mrr in page and manager in page and "30 June 2026" in page
        assert other not in page and "Internal" not in page


def test_segments_managers_and_another_day(sb: Command, sample: Path, tmp_path: Path, office: Office) -> None:
    done = sb(
        "export",
        sample,
        "--pdf",
        tmp_path / "out",
        "--segment",
        "HH",
        "--manager",
        "Priya Raman",
        "--as-of",
        "2026-03-31",
    )
    assert done.status == 0
    files = names(tmp_path / "out")
    assert files and all(name.endswith(" 2026-03-31.pdf") for name in files)
    for name in files:
        (page,) = pages(tmp_path / "out" / name)
        assert name.removesuffix(" 2026-03-31.pdf") in page and "account manager Priya Raman" in page
        assert "31 March 2026" in page


def test_names_that_no_file_can_have(sb: Command, sample: Path, tmp_path: Path, office: Office) -> None:
    for row, name in enumerate(['O\'Brien/Söhne: "A"', "CON", "Rocket 🚀 " + "long " * 60]):
        change(sample, "Clients", row, Client=name)
    done = sb("export", sample, "--pdf", tmp_path / "out", *[f"--client=C-00{n}" for n in (1, 2, 3)])
    assert done.status in (0, 3)
    found = names(tmp_path / "out")
    assert found[0] == f"O'Brien-Söhne- -A- {AS_OF}.pdf"
    assert found[1].startswith("Rocket 🚀 long long ") and found[1].endswith(f" long… {AS_OF}.pdf")
    assert found[2:] == [f"_CON {AS_OF}.pdf"]
    assert "O'Brien/Söhne" in pages(tmp_path / "out" / found[0])[0]


def test_what_the_user_added_to_the_card_is_printed_for_each_client(
    sb: Command, sample: Path, tmp_path: Path, office: Office
) -> None:
    """The user's own formula is computed for the client of the page, not for the one on the screen."""
    assert sb("refresh", sample).status == 0
    with Package.open(sample) as package:
        book = Book(package)
        rows = list(package.tree(book.sheet("Client Card").part).iter("{*}row"))[9:]
        # Between two blocks: nothing of ours stands to the left of column Z there.
        row = next(row for row in rows if not any(re.fullmatch("[A-Z][0-9]+", cell.get("r") or "") for cell in row))
        cell = row.makeelement(f"{{{book.ns}}}c", {"r": f"C{row.get('r')}", "t": "str"})
        row.insert(0, cell)
        formula = (
            'INDEX(SegmentResults[Employees],MATCH(CardClient,SegmentResults[Client ID],0))&" people, says our own"'
        )
        etree.SubElement(cell, f"{{{book.ns}}}f").text = formula
        etree.SubElement(cell, f"{{{book.ns}}}v").text = "of an earlier client"
        package.save(sample)
    done = sb("export", sample, "--pdf", tmp_path / "out", "--client", "Ashdown Instruments", "--client", "C-001")
    assert done.status == 0
    ashdown, halvorsen = (pages(tmp_path / "out" / name) for name in names(tmp_path / "out"))
    assert len(ashdown) == len(halvorsen) == 1
    assert "84 people, says our own" in ashdown[0] and "8,300" in ashdown[0]
    assert "215 people, says our own" in halvorsen[0] and "Halvorsen Precision Castings" in halvorsen[0]


def test_a_book_that_is_open_in_excel_is_printed_as_it_was_last_saved(
    sb: Command, sample: Path, tmp_path: Path, office: Office
) -> None:
    (tmp_path / "~$book.xlsx").write_bytes(b"someone")
    assert sb("refresh", sample).status == 1
    done = sb("export", sample, "--pdf", tmp_path / "out", "--client", "C-001")
    assert (done.status, done.err) == (0, "")
    assert names(tmp_path / "out") == [f"Halvorsen Precision Castings {AS_OF}.pdf"]


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segmentbook.exporting.pdf.find_office", lambda: None)
    monkeypatch.setattr("segmentbook.exporting.pdf.this_platform", lambda: "windows")


@pytest.mark.usefixtures("no_office")
def test_without_libreoffice_one_line_says_how_to_get_it(sb: Command, sample: Path, tmp_path: Path) -> None:
    done = sb("export", sample, "--pdf", tmp_path / "out")
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        "segmentbook: The PDF pages are drawn by LibreOffice, which was not found on this computer. Install it free of "
        "charge from https://www.libreoffice.org/download, then export again; or open the workbook in Excel and choose "
        "File > Export. Nothing was written.\n"
    )
    assert names(tmp_path) == ["book.xlsx"]


@pytest.fixture
def fake_office(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A LibreOffice that is there and is not asked."""
    program = tmp_path_factory.mktemp("office") / "soffice"
    monkeypatch.setattr("segmentbook.exporting.pdf.find_office", lambda: program)


@pytest.mark.usefixtures("fake_office")
@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (
            ["--pdf", "out", "--client", "C-001", "--all-clients"],
            2,
            "choose by --client, or by --segment and --manager, or --all-clients. (See: segmentbook export --help)",
        ),
        (
            ["--pdf", "out", "--client", "Ashdown Instrument"],
            1,
            "--client: there is no client 'Ashdown Instrument'. Did you mean Ashdown Instruments? Nothing was written.",
        ),
        (
            ["--pdf", "out", "--segment", "H"],
            1,
            "--segment: there is no segment 'H'. There are HL, HH, LL, LH, Unplaced. Nothing was written.",
        ),
        (
            ["--pdf", "out", "--manager", "Ann"],
            1,
            "--manager: there is no manager 'Ann'. There are Dana Whitlock, Marcus Oyelaran, Priya Raman, Sofia "
            "Lindqvist, Tom Ashby. Nothing was written.",
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
    before = sample.read_bytes()
    done = sb("export", sample, *arguments)
    assert (done.status, done.out, done.err) == (status, "", f"segmentbook: {message}\n")
    assert names(tmp_path) == ["book.xlsx"]
    assert sample.read_bytes() == before


@pytest.mark.usefixtures("fake_office")
def test_a_book_without_clients_is_refused_in_one_line(sb: Command, blank: Path, tmp_path: Path) -> None:
    done = sb("export", blank, "--pdf", tmp_path / "out", "--all-clients")
    assert (done.status, done.out) == (1, "")
    assert done.err == "segmentbook: there are no current clients to export. Nothing was written.\n"


def test_what_could_not_be_counted_is_status_3(sb: Command, sample: Path, tmp_path: Path, office: Office) -> None:
    change(sample, "Contracts", 0, Amount="much")
    done = sb("export", sample, "--pdf", tmp_path / "out", "--client", "C-001")
    assert done.status == 3
    assert done.err == (
        "segmentbook: 1 error, so that not everything could be counted. They are listed by: segmentbook check "
        f'"{sample}"\n'
    )
    assert len(names(tmp_path / "out")) == 1


def test_files_that_cannot_be_written_are_named(sb: Command, sample: Path, tmp_path: Path, office: Office) -> None:
    folder = tmp_path / "out"
    taken = folder / f"Ashdown Instruments {AS_OF}.pdf"
    taken.mkdir(parents=True)
    done = sb("export", sample, "--pdf", folder, "--client", "Ashdown Instruments", "--client", "C-001")
    assert done.status == 1
    assert done.out.startswith(f"Wrote {folder / f'Halvorsen Precision Castings {AS_OF}.pdf'}\n1 client page as of ")
    assert done.err.startswith(f"segmentbook: {taken} was not written: ")
    assert done.err.count("\n") == 1
    assert names(folder) == [taken.name, f"Halvorsen Precision Castings {AS_OF}.pdf"]
