"""CSV files of any make: delimiter, encoding, quotes, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from segmentbook.errors import InputError, WorkbookError
from segmentbook.importing.source import Source, read_source
from segmentbook.schema import CONTRACTS


def read(tmp_path: Path, content: bytes | str, name: str = "contracts.csv") -> Source:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_source(path, CONTRACTS)


def rows(source: Source) -> list[tuple[object, ...]]:
    return list(zip(*source.columns, strict=True))


TEXT = "Client,Amount\nMüller & Söhne,1250.50\nÉlan,-3\n"
ROWS = [("Müller & Söhne", "1250.50"), ("Élan", "-3")]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("cp1252"), "Windows-1252"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, encoding: str) -> None:
    source = read(tmp_path, data)
    assert source.headers == ("Client", "Amount")
    assert rows(source) == ROWS
    assert source.kind == f"CSV ({encoding}, separated by commas)"


@pytest.mark.parametrize(("delimiter", "name"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, delimiter: str, name: str, newline: str) -> None:
    lines = [["Client", "Note", "Amount"], ["Ann", '"1,5; a|b"', "2"], ["Bob", "", "3"]]
    source = read(tmp_path, newline.join(delimiter.join(line) for line in lines))
    assert rows(source) == [("Ann", "1,5; a|b", "2"), ("Bob", None, "3")]
    assert source.kind.endswith(f"separated by {name})")


def test_commas_in_the_values_do_not_make_a_semicolon_file_a_comma_file(tmp_path: Path) -> None:
    source = read(tmp_path, "Client;Amount\nAnn, Ltd;1,5\nBob, Inc;2,5\n")
    assert rows(source) == [("Ann, Ltd", "1,5"), ("Bob, Inc", "2,5")]


def test_excels_separator_line_decides_and_line_numbers_hold(tmp_path: Path) -> None:
    source = read(tmp_path, "sep=;\r\nClient;Amount\r\nAnn,1;2\r\n")
    assert rows(source) == [("Ann,1", "2")]
    assert source.place(0) == "contracts.csv line 3"


def test_quotes_line_breaks_and_blank_lines(tmp_path: Path) -> None:
    source = read(tmp_path, 'Client,Note\n\n"Ann ""A"" Ltd","two\nlines"\n,\nBob,x\n')
    assert rows(source) == [('Ann "A" Ltd', "two\nlines"), ("Bob", "x")]
    assert list(source.lines) == [3, 6]


def test_one_column(tmp_path: Path) -> None:
    assert rows(read(tmp_path, "Client\nAnn\nBob\n")) == [("Ann",), ("Bob",)]


def test_short_lines_are_filled_up_and_named(tmp_path: Path) -> None:
    source = read(tmp_path, "Client,Amount,Start\nAnn,1,2025-01-01\nBob,2\nCid,3\n")
    assert rows(source)[1:] == [("Bob", "2", None), ("Cid", "3", None)]
    assert source.notes == ("lines 3, 4 have fewer values than headers; the rest is blank",)


def test_a_column_without_a_header_is_left_out_and_named(tmp_path: Path) -> None:
    source = read(tmp_path, ",Client,Amount,\n0,Ann,1,\n1,Bob,2,\n")
    assert source.headers == ("Client", "Amount")
    assert source.notes == ("column 1 has no header and is left out",)


def test_nothing_is_guessed_about_values(tmp_path: Path) -> None:
    source = read(tmp_path, "ID,Amount,When,Flag\n00001,1e5,31/12/2025,TRUE\nN/A,=1+1,,nan\n")
    assert rows(source) == [("00001", "1e5", "31/12/2025", "TRUE"), ("N/A", "=1+1", None, "nan")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "contracts.csv is empty."),
        (b"\n\n , \n", "contracts.csv is empty."),
        (b"Client,Amount\n", "contracts.csv has headers (line 1) but no rows."),
        (b"Client,Amount\n,\n", "contracts.csv has headers (line 1) but no rows."),
        (
            b"Client,Amount\nAnn,1\nBob,1,250\n",
            "contracts.csv line 3 has 3 values for 2 headers; a value with a comma in it must stand in quotes.",
        ),
        (
            b"Client,Amount,client\nAnn,1,2\n",
            "contracts.csv has the header 'client' twice (columns 1 and 3); rename one of them.",
        ),
        (
            b'Client,Amount\nAnn,"1\nBob,2\n',
            "contracts.csv line 2: a quote is not closed, or stands inside a value without being doubled.",
        ),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "contracts.csv is not text; give a CSV file or an .xlsx workbook."),
        (
            b"Client,Amount\nM\x81ller,1\n",
            "contracts.csv line 2 is neither UTF-8 nor Windows-1252 text; save the file as 'CSV UTF-8'.",
        ),
        (
            b"\xff\xfeC\x00l\x00i",
            "contracts.csv says that it is UTF-16 text but is not; save it as 'CSV UTF-8' once more.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "contracts.csv is an old .xls workbook or a password-protected one; save it as .xlsx or CSV without a "
            "password.",
        ),
    ],
)
def test_refusals(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, content)
    assert str(error.value) == message


def test_a_value_longer_than_a_cell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, f"Client,Note\nAnn,{'x' * 40_000}\n")
    assert str(error.value) == "contracts.csv line 2 has a value of 40,000 characters; an Excel cell holds 32,767."
    with pytest.raises(InputError) as error:
        read(tmp_path, f"Client,Note\nAnn,{'x' * 200_000}\n")
    assert str(error.value) == (
        "contracts.csv line 2 has a value of more than 131,072 characters; is a quote not closed?"
    )


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as error:
        read_source(tmp_path / "no.csv", CONTRACTS)
    assert str(error.value) == f"{tmp_path / 'no.csv'} does not exist."
    with pytest.raises(WorkbookError) as error:
        read_source(tmp_path, CONTRACTS)
    assert str(error.value) == f"{tmp_path} is a folder; give a CSV file or an .xlsx workbook."
