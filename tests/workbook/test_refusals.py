"""What is no workbook, or may not be written to, is refused in one line that says what to do; nothing is changed."""

from __future__ import annotations

import os
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segmentbook.errors import WorkbookError
from segmentbook.report.spec import Style
from segmentbook.workbook.archive import Limits
from segmentbook.workbook.book import Book
from segmentbook.workbook.package import Package
from segmentbook.workbook.styles import Styles
from tests.workbook.zips import BOOK, SHEET, contents, make_zip, write_zip

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REPAIR = "Get a fresh copy, or let Excel repair it (File, Open, Open and Repair)."
SAVE_AS = "Open it in the program it comes from and save it as .xlsx."
PROTECTED = "is password-protected. Open it in Excel, remove the password and save it, then try again."
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(WorkbookError) as refused:
        work()
    message = str(refused.value)
    assert "\n" not in message
    return message


def said_on_opening(path: Path) -> str:
    """What is said, without the path that it begins with."""
    before = path.read_bytes() if os.path.isfile(path) else None  # noqa: PTH113  # never raises
    message = refusal(lambda: Book(Package.open(path)).sheets)
    assert (path.read_bytes() if before is not None else None) == before
    assert message.startswith(f"{path}: ")
    return message.removeprefix(f"{path}: ")


def changed(name: str, old: bytes, new: bytes) -> dict[str, bytes]:
    assert old in BOOK[name]
    return {**BOOK, name: BOOK[name].replace(old, new)}


def test_a_missing_file(tmp_path: Path) -> None:
    said = "there is no such file. Check its name and folder."
    assert said_on_opening(tmp_path / "book.xlsx") == said
    assert said_on_opening(tmp_path / "no folder" / "book.xlsx") == said
    (tmp_path / "file").write_bytes(b"")
    assert said_on_opening(tmp_path / "file" / "book.xlsx") == said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other limits to a name")
def test_a_name_that_cannot_be(tmp_path: Path) -> None:
    assert said_on_opening(tmp_path / ("x" * 300)) == (
        "cannot be read (File name too long). Close it in other programs and check that you may read it."
    )


def test_a_folder(tmp_path: Path) -> None:
    assert said_on_opening(tmp_path) == "is a folder, not a workbook. Name the .xlsx file in it."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    os.mkfifo(path)
    assert refusal(lambda: Package.open(path)) == f"{path}: is not an ordinary file. Name an .xlsx file."


def test_an_empty_file(tmp_path: Path) -> None:
    (path := tmp_path / "book.xlsx").write_bytes(b"")
    assert said_on_opening(path) == "is empty. Get a fresh copy."


@pytest.mark.parametrize("content", [b"Client,Amount\nAnn,10\n", b"<html><table></table></html>", b"\x09\x08\x10\x00"])
def test_a_text_or_another_format_called_xlsx(tmp_path: Path, content: bytes) -> None:
    (path := tmp_path / "book.xlsx").write_bytes(content)
    assert said_on_opening(path) == f"is not an Excel workbook, whatever its name says. {SAVE_AS}"


def test_an_old_workbook(tmp_path: Path) -> None:
    (path := tmp_path / "book.xlsx").write_bytes(COMPOUND + bytes(5000) + "Workbook".encode("utf-16-le"))
    assert said_on_opening(path) == "is an old Excel workbook (.xls). Open it in Excel and save it as .xlsx."


@pytest.mark.parametrize("before", [1016, (1 << 20) - 16, 3 << 20])
def test_a_password(tmp_path: Path, before: int) -> None:
    (path := tmp_path / "book.xlsx").write_bytes(COMPOUND + bytes(before) + "EncryptedPackage".encode("utf-16-le"))
    assert said_on_opening(path) == PROTECTED


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    data = bytearray(make_zip(BOOK))
    directory = data.rindex(b"PK\1\2")
    data[directory + 8] |= 1
    (path := tmp_path / "book.xlsx").write_bytes(data)
    assert said_on_opening(path) == PROTECTED


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_a_file_cut_short(tmp_path: Path, kept: float) -> None:
    whole = make_zip(BOOK)
    (path := tmp_path / "book.xlsx").write_bytes(whole[: int(len(whole) * kept)])
    assert said_on_opening(path) == f"is damaged: its directory is missing or unreadable. {REPAIR}"


def test_a_part_cut_short_or_changed(tmp_path: Path) -> None:
    whole = bytearray(make_zip(BOOK, method=zipfile.ZIP_STORED))
    at = whole.index(b"<sheets>")
    whole[at + 1 : at + 4] = b"SHE"
    (path := tmp_path / "book.xlsx").write_bytes(whole)
    assert said_on_opening(path) == f"is damaged: xl/workbook.xml is not what its checksum says. {REPAIR}"


def test_a_part_that_cannot_be_inflated(tmp_path: Path) -> None:
    whole = bytearray(make_zip(BOOK))
    at = whole.index(b"xl/workbook.xml") + len("xl/workbook.xml")
    whole[at : at + 40] = b"\xff" * 40
    (path := tmp_path / "book.xlsx").write_bytes(whole)
    assert said_on_opening(path) == f"is damaged: xl/workbook.xml cannot be inflated. {REPAIR}"


def test_a_part_packed_as_excel_never_does(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx", method=zipfile.ZIP_BZIP2)
    assert said_on_opening(path) == (
        f"is damaged: _rels/.rels is compressed in a way that Excel does not use. {REPAIR}"
    )


def test_a_part_twice(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx", [*BOOK.items(), ("xl\\Worksheets/SHEET1.xml", SHEET)])
    assert said_on_opening(path) == (
        "is damaged: it holds xl\\Worksheets/SHEET1.xml twice. Open it in Excel and save it again."
    )


def test_members_that_share_their_bytes(tmp_path: Path) -> None:
    data = make_zip({**BOOK, "xl/media/a.bin": os.urandom(5000)})
    end = data.rindex(b"PK\5\6")
    count, size, start = struct.unpack_from("<HLL", data, end + 10)
    entry = data[data.rindex(b"PK\1\2") : end]
    many = b"".join(entry.replace(b"a.bin", b"%05d" % i) for i in range(50))
    tail = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count + 50, count + 50, size + len(many), start, 0)
    (path := tmp_path / "book.xlsx").write_bytes(data[:end] + many + tail)
    assert said_on_opening(path) == f"is damaged: its members overlap. {REPAIR}"


def test_other_zip_files(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx", {"readme.txt": b"hello"})
    assert said_on_opening(path) == f"is a zip file, but not a workbook. {SAVE_AS}"
    document = BOOK["[Content_Types].xml"].replace(b"spreadsheetml.sheet", b"wordprocessingml.document")
    path = write_zip(tmp_path / "book.xlsx", {**BOOK, "[Content_Types].xml": document})
    assert said_on_opening(path) == f"holds no Excel workbook. {SAVE_AS}"
    path = write_zip(tmp_path / "book.xlsx", {name: part for name, part in BOOK.items() if name != "xl/workbook.xml"})
    assert said_on_opening(path) == f"holds no Excel workbook. {SAVE_AS}"


def test_a_binary_workbook(tmp_path: Path) -> None:
    types = BOOK["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    )
    path = write_zip(tmp_path / "book.xlsb", {**BOOK, "[Content_Types].xml": types})
    assert said_on_opening(path) == "is a binary workbook (.xlsb). Open it in Excel and save it as .xlsx."


def test_a_workbook_part_that_is_none(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx", {**BOOK, "xl/workbook.xml": b"<html/>"})
    assert said_on_opening(path) == (
        "is damaged: xl/workbook.xml is not a workbook. Open it in Excel and save it again."
    )
    path = write_zip(tmp_path / "book.xlsx", {**BOOK, "xl/workbook.xml": b"hello"})
    assert said_on_opening(path) == (
        "is damaged: xl/workbook.xml is not XML (Start tag expected, '<' not found, line 1, column 1). " + REPAIR
    )


def test_a_part_that_is_missing(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx")
    with Package.open(path) as package:
        for work in (package.read, package.stream, package.tree):
            assert refusal(lambda work=work: work("xl/other.xml")) == (
                f"{path}: is damaged: xl/other.xml is missing. {REPAIR}"
            )


def test_a_workbook_open_in_excel_or_libreoffice(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx")
    (lock := tmp_path / "~$book.xlsx").write_bytes(b"\x03Ann")
    said = "is open in Excel (~$book.xlsx is beside it). Close it there; if Excel is not running, delete ~$book.xlsx."
    assert said_on_opening(path) == said
    assert refusal(lambda: Package.open(lock)) == (
        f"{lock}: is Excel's mark that book.xlsx is open, not a workbook. Name book.xlsx itself."
    )
    with Package.open(path, read_only=True) as package:
        assert package.read("xl/worksheets/sheet1.xml") == SHEET
        package.put("xl/ours.xml", SHEET)
        assert refusal(package.save) == f"{path}: {said}"
    lock.unlink()
    (tmp_path / ".~lock.book.xlsx#").write_bytes(b",ann,;")
    assert said_on_opening(path) == (
        "is open in LibreOffice (.~lock.book.xlsx# is beside it). Close it there; "
        "if LibreOffice is not running, delete .~lock.book.xlsx#."
    )


def test_a_signed_workbook_is_read_but_not_written(tmp_path: Path) -> None:
    signature = (
        b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/package/2006/relationships/'
        b'digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>'
    )
    path = write_zip(tmp_path / "book.xlsx", changed("_rels/.rels", b"</Relationships>", signature))
    said = (
        "is digitally signed, and writing to it would break the signature. Save an unsigned copy in Excel and use that."
    )
    assert said_on_opening(path) == said
    with Package.open(path, read_only=True) as package:
        assert Book(package).sheets[0].name == "Mine"
        package.put("xl/ours.xml", SHEET)
        assert refusal(lambda: package.save(tmp_path / "other.xlsx")) == f"{path}: {said}"
    assert [*tmp_path.iterdir()] == [path]


def test_where_a_workbook_cannot_be_written(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx")
    locked = write_zip(tmp_path / "locked.xlsx")
    locked.chmod(0o444)
    before = contents(locked)
    with Package.open(path) as package:
        package.put("xl/ours.xml", SHEET)
        assert refusal(lambda: package.save(tmp_path)) == (
            f"{tmp_path}: is a folder, not a workbook. Name the .xlsx file to write."
        )
        target = tmp_path / "none" / "book.xlsx"
        assert (
            refusal(lambda: package.save(target)) == f"{target}: there is no folder {target.parent}. Create it first."
        )
        assert refusal(lambda: package.save(locked)) == (
            f"{locked}: is read-only. Allow writing to it, or name another file to write to."
        )
    assert contents(locked) == before
    assert {*tmp_path.iterdir()} == {path, locked}
    locked.chmod(0o644)


LIMITS = Limits(members=20, part=4 << 20, total=6 << 20, ratio=100, ratio_from=1 << 20)


@pytest.mark.parametrize(
    ("parts", "limits", "what"),
    [
        ({f"xl/media/{i}.bin": b"" for i in range(20)}, LIMITS, "it has 29 members"),
        ({"a": os.urandom(5 << 20)}, LIMITS, "a is larger than 4 MB"),
        ({"a": bytes(2 << 20)}, LIMITS, "a is packed more than 100 times smaller"),
        ({"a": os.urandom(4 << 20), "b": os.urandom(3 << 20)}, LIMITS, "it is larger than 6 MB"),
        ({"a": bytes(60 << 20)}, Limits(), "a is packed more than 500 times smaller"),
    ],
)
def test_zip_bombs(tmp_path: Path, parts: dict[str, bytes], limits: Limits, what: str) -> None:
    path = write_zip(tmp_path / "book.xlsx", {**BOOK, **parts})

    def read_all() -> None:
        with Package.open(path, limits=limits) as package:
            for name in package.names():
                with package.stream(name) as stream:
                    while stream.read(1 << 16):
                        pass

    assert refusal(read_all) == (f"{path}: inflates to more than a workbook should: {what}. Check where it comes from.")


def test_a_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    data = bytearray(make_zip({**BOOK, "a": bytes(60 << 20)}))
    struct.pack_into("<L", data, data.rindex(b"PK\1\2") + 24, 100)
    (path := tmp_path / "book.xlsx").write_bytes(data)
    with Package.open(path) as package:
        assert "a is packed more than 500 times smaller" in refusal(lambda: package.read("a"))


def test_a_bomb_among_parts_that_nobody_reads_is_carried_along(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx", {**BOOK, "xl/media/a.bin": bytes(60 << 20)})
    with Package.open(path) as package:
        package.put("xl/ours.xml", SHEET)
        package.save()
    assert len(contents(path)["xl/media/a.bin"]) == 60 << 20


@pytest.mark.parametrize("part", ["xl/workbook.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_bombs(tmp_path: Path, part: str, encoding: str) -> None:
    text = BOOK[part].partition(b"?>")[2].decode()
    data = BOMB.decode().replace("1.0", f'1.0" encoding="{encoding}', 1) + text
    path = write_zip(tmp_path / "book.xlsx", {**BOOK, part: data.encode(encoding)})
    assert said_on_opening(path) == (
        f"{part} declares a document type (DTD), which workbooks do not need and attacks use. "
        "It was not read; check where the file comes from."
    )


def test_xml_bombs_are_refused_before_any_parser_sees_them(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx", {**BOOK, "xl/worksheets/sheet1.xml": BOMB + SHEET, "xl/sheet.bin": BOMB})
    with Package.open(path) as package:
        for name in ("xl/worksheets/sheet1.xml", "xl/sheet.bin"):
            for work in (package.read, package.stream, package.tree):
                assert "declares a document type" in refusal(lambda work=work, name=name: work(name))


def test_an_odd_encoding(tmp_path: Path) -> None:
    part = BOOK["xl/workbook.xml"].replace(b"UTF-8", b"GB18030")
    path = write_zip(tmp_path / "book.xlsx", {**BOOK, "xl/workbook.xml": part})
    assert said_on_opening(path) == (
        "xl/workbook.xml is in an encoding other than UTF-8 and UTF-16. "
        "It was not read; check where the file comes from."
    )


ODD = [b"-1", b"99999999999", b"\xff", b"&#0;", b"../../..", b"#", b"%zz", b"<!--", b"<", b""]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_broken_it_is_refused_in_one_line_or_kept(tmp_path: Path, data: st.DataObject) -> None:
    parts = dict(BOOK)
    for name in data.draw(st.lists(st.sampled_from([*BOOK]), max_size=3)):
        at = data.draw(st.integers(0, len(parts[name])))
        length = data.draw(st.integers(0, 9))
        odd = data.draw(st.sampled_from([*ODD, parts[name][:30]]))
        parts[name] = parts[name][:at] + odd + parts[name][at + length :]
    packed = bytearray(make_zip(parts))
    for at in data.draw(st.lists(st.integers(0, len(packed) - 1), max_size=2)):
        packed[at] = data.draw(st.integers(0, 255))
    (path := tmp_path / "book.xlsx").write_bytes(packed)
    try:
        with Package.open(path) as package:
            book = Book(package)
            before = (book.sheets, book.tables, book.defined_names)
            package.put(book.add_sheet(book.free_sheet_name("Dashboard")).part, SHEET)
            styles = Styles(book)
            index = styles.xf(Style(fill="ABCDEF"))
            assert (styles.fill_of(index), styles.is_date(index)) == ("ABCDEF", False)
            book.recalculate_on_load()
            package.save(tmp_path / "out.xlsx")
            assert (book.sheets[:-1], book.tables, book.defined_names) == before
    except WorkbookError as refused:
        assert "\n" not in str(refused)
        assert path.read_bytes() == packed
