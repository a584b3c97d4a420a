"""A package is read whatever made it, and written with every part that is not ours left as it was."""

from __future__ import annotations

import os
import stat
import sys
import threading
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from segmentbook.errors import WorkbookError
from segmentbook.workbook import deflate
from segmentbook.workbook.deflate import Packed
from segmentbook.workbook.package import Package, Relationship
from segmentbook.workbook.zipwriter import write_archive
from tests.tools import Validator
from tests.workbook.zips import BOOK, MAIN, contents, packed, walk, write_zip

OURS = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()
MEGABYTE = 1 << 20
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")

MAKES = {
    "deflated": {},
    "stored": {"method": zipfile.ZIP_STORED},
    "data descriptors": {"descriptors": True},
    "64-bit sizes": {"zip64": True},
    "streamed 64-bit sizes": {"zip64": True, "descriptors": True},
    "extra fields": {"extra": b"\x99\x99\x04\x00abcd"},
    "comment": {"comment": b"made by hand"},
    "barely packed": {"level": 1},
}


def sheet_chunks(megabytes: int) -> Iterator[bytes]:
    for i in range(megabytes * 16):
        yield (f'<row r="{i}"><c><v>{i * 7}</v></c></row>'.encode() * 2000)[: 1 << 16]


@pytest.mark.parametrize("how", MAKES.values(), ids=MAKES)
def test_a_part_more_and_every_other_byte_for_byte_as_packed(tmp_path: Path, how: dict[str, object]) -> None:
    path, out = write_zip(tmp_path / "book.xlsx", **how), tmp_path / "out.xlsx"
    with Package.open(path) as package:
        package.put("xl/ours.xml", OURS)
        package.save(out)
    before, after = packed(path), packed(out)
    assert list(after) == walk(out) == [*before, "xl/ours.xml"]
    assert {name: after[name] for name in before} == before
    assert contents(out) == contents(path) | {"xl/ours.xml": OURS}


@pytest.mark.parametrize("how", MAKES.values(), ids=MAKES)
def test_dates_attributes_comments_and_extra_fields_are_kept(tmp_path: Path, how: dict[str, object]) -> None:
    path, out = write_zip(tmp_path / "book.xlsx", **how), tmp_path / "out.xlsx"
    with Package.open(path) as package:
        package.put("xl/ours.xml", OURS)
        package.save(out)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out) as new:
        assert new.comment == old.comment
        for was, now in zip(old.infolist(), new.infolist(), strict=False):
            assert (now.date_time, now.external_attr, now.internal_attr, now.create_system, now.compress_type) == (
                (was.date_time, was.external_attr, was.internal_attr, was.create_system, was.compress_type)
            )
        assert ("abcd" in str(new.infolist()[0].extra)) == ("extra" in how)
        added = new.infolist()[-1]
        assert (added.date_time, added.compress_type) == ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_DEFLATED)


def test_a_replaced_part_keeps_its_place_and_folders_stay(tmp_path: Path) -> None:
    parts = [("xl/", b""), *BOOK.items(), ("docProps/", b""), ("xl/last.bin", b"\0\1\2")]
    path = write_zip(tmp_path / "book.xlsx", parts)
    with Package.open(path) as package:
        package.put("xl/worksheets/sheet1.xml", OURS)
        package.save()
    assert list(contents(path).items()) == [
        (name, OURS if name.endswith("sheet1.xml") else content) for name, content in parts
    ]


def test_a_removed_part_goes_with_its_relationships_and_content_type(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx")
    with Package.open(path) as package:
        package.relate("xl/worksheets/sheet1.xml", "hyperlink", "https://example.org", external=True)
        package.remove("xl/worksheets/sheet1.xml")
        package.unrelate("xl/workbook.xml", "rId3")
        assert not package.has("xl/worksheets/sheet1.xml")
        package.save()
    after = contents(path)
    assert set(BOOK) - set(after) == {"xl/worksheets/sheet1.xml"}
    assert set(after) <= set(BOOK)
    assert b"sheet1" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]


def test_saving_the_same_content_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx")
    for name in ("one", "two"):
        with Package.open(path) as package:
            package.put("xl/ours.xml", sheet_chunks(3))
            package.put("xl/small.xml", OURS)
            package.save(tmp_path / name)
            package.save(tmp_path / f"{name} again")
    assert len({(tmp_path / name).read_bytes() for name in ("one", "two", "one again", "two again")}) == 1


def test_nothing_changed_leaves_the_file_alone(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx", descriptors=True, comment=b"x")
    before, written = path.read_bytes(), path.stat().st_mtime_ns
    with Package.open(path) as package:
        package.tree("xl/workbook.xml")
        package.put("xl/worksheets/sheet1.xml", BOOK["xl/worksheets/sheet1.xml"])
        package.save(tmp_path / "copy.xlsx")
        package.save()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, written)
    assert (tmp_path / "copy.xlsx").read_bytes() == before


@pytest.mark.parametrize("large", [False, True])
def test_a_part_with_the_content_it_had_stays_packed_as_it_was(tmp_path: Path, large: bool) -> None:
    content = b"".join(sheet_chunks(3)) if large else OURS
    path = write_zip(tmp_path / "book.xlsx", {**BOOK, "xl/ours.xml": content}, level=1)
    before = packed(path)
    with Package.open(path) as package:
        package.put("xl/ours.xml", iter((content[:100], content[100:])))
        package.put("xl/another.xml", OURS)
        package.save()
    after = packed(path)
    assert {name: after[name] for name in before} == before


def test_same_size_and_other_content_is_written(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx", {**BOOK, "xl/ours.xml": b"<a>1</a>"})
    with Package.open(path) as package:
        package.put("xl/ours.xml", b"<a>2</a>")
        package.save()
    assert contents(path)["xl/ours.xml"] == b"<a>2</a>"


@pytest.mark.parametrize("with_isal", [False, True])
def test_large_parts_are_deflated_while_they_are_made(
    tmp_path: Path, with_isal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if with_isal and deflate._fast is None:
        pytest.skip("isal is not installed")
    if not with_isal:
        monkeypatch.setattr(deflate, "_fast", None)
    path = write_zip(tmp_path / "book.xlsx")
    workers = set()

    def chunks() -> Iterator[bytes]:
        for chunk in sheet_chunks(4):
            workers.update(thread.name for thread in threading.enumerate())
            yield chunk

    with Package.open(path) as package:
        package.put("xl/ours.xml", chunks())
        assert package.read("xl/ours.xml") == b"".join(sheet_chunks(4))
        package.save()
    assert contents(path)["xl/ours.xml"] == b"".join(sheet_chunks(4))
    assert len(packed(path)["xl/ours.xml"]) < MEGABYTE
    assert "deflate" in workers


def test_small_parts_are_the_same_bytes_on_any_machine(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx")
    with Package.open(path) as package:
        package.put("xl/ours.xml", [OURS, OURS])
        package.save()
    deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
    assert packed(path)["xl/ours.xml"] == deflater.compress(OURS + OURS) + deflater.flush()


def test_chunks_that_fail_leave_the_package_as_it_was(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx")

    def chunks() -> Iterator[bytes]:
        yield from sheet_chunks(3)
        raise KeyError("no such client")

    with Package.open(path) as package:
        with pytest.raises(KeyError, match="no such client"):
            package.put("xl/ours.xml", chunks())
        with pytest.raises(KeyError, match="no such client"):
            package.put("xl/worksheets/sheet1.xml", chunks())
        assert package.names() == list(BOOK)
        assert package.read("xl/worksheets/sheet1.xml") == BOOK["xl/worksheets/sheet1.xml"]
    assert "deflate" not in {thread.name for thread in threading.enumerate()}


def test_a_failing_worker_is_heard_and_does_not_hang() -> None:
    def chunks() -> Iterator[object]:
        yield from sheet_chunks(2)
        yield from ["text, not bytes"] * 100

    with pytest.raises(TypeError):
        deflate.pack(chunks())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("XL\\Worksheets\\Sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/worksheets/my sheet.xml", "xl/worksheets/my%20sheet.xml"),
        ("xl/worksheets/my%20sheet.xml", "/xl/worksheets/My Sheet.xml"),
        ("xl/worksheets/größe.xml", "xl/worksheets/gr%C3%B6%C3%9Fe.xml"),
    ],
)
def test_part_names_are_found_however_they_are_written(tmp_path: Path, written: str, asked: str) -> None:
    path = write_zip(tmp_path / "book.xlsx", {**BOOK, written: OURS} if "sheet1" not in asked else _renamed(written))
    with Package.open(path) as package:
        content = package.read(asked)
        assert package.has(asked)
        package.put(asked, content + b"<!-- ours -->")
        package.save()
    after = contents(path)
    assert after[written] == content + b"<!-- ours -->"
    assert len(after) == len(set(BOOK) | {written}) - ("sheet1" in asked)


def _renamed(written: str) -> dict[str, bytes]:
    return {written if name == "xl/worksheets/sheet1.xml" else name: content for name, content in BOOK.items()}


def test_new_relationships_are_typed_where_each_part_is_named_instead(tmp_path: Path) -> None:
    default = b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    named = BOOK["[Content_Types].xml"].replace(default, b"")
    path = write_zip(tmp_path / "book.xlsx", {**BOOK, "[Content_Types].xml": named})
    with Package.open(path) as package:
        package.relate("xl/worksheets/sheet1.xml", "hyperlink", "https://example.org", external=True)
        package.save()
    assert contents(path)["[Content_Types].xml"].count(default) == 1


def test_relationships_lead_to_parts_however_they_are_written(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx", {**BOOK, "xl/media/A b.png": b"png"})
    with Package.open(path) as package:
        source = "xl/worksheets/sheet1.xml"
        assert package.relationships(source) == []
        assert package.relate(source, "image", "xl/media/A b.png") == "rId1"
        assert package.relate(source, "image", "XL/media/a%20b.png") == "rId1"
        assert package.relate(source, "hyperlink", "https://example.org/x", external=True) == "rId2"
        kind = "http://schemas.microsoft.com/office/2017/10/relationships/person"
        assert package.relate(source, kind, "xl/persons/person.xml") == "rId3"
        package.tree("xl/worksheets/_rels/sheet1.xml.rels")[0].set("Target", "/xl/media/a%20B.png")
        base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
        assert package.relationships(source) == [
            Relationship("rId1", "image", "xl/media/A b.png", False, base + "image"),
            Relationship("rId2", "hyperlink", "https://example.org/x", True, base + "hyperlink"),
            Relationship("rId3", "person", "xl/persons/person.xml", False, kind),
        ]
        package.unrelate(source, "rId2")
        assert [link.id for link in package.relationships(source)] == ["rId1", "rId3"]
        assert package.relate(source, "table", "xl/tables/table1.xml") == "rId2"
        assert b'Target="../tables/table1.xml"' in package.read("xl/worksheets/_rels/sheet1.xml.rels")


def test_content_types_by_name_and_by_extension(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx")
    with Package.open(path) as package:
        assert package.content_type("xl/worksheets/sheet1.xml").endswith("worksheet+xml")
        assert package.content_type("XL/Worksheets/SHEET1.xml").endswith("worksheet+xml")
        assert package.content_type("xl/other.XML") == "application/xml"
        assert package.content_type("xl/picture.png") == ""
        before = package.read("[Content_Types].xml")
        package.set_content_type("xl/other.xml", "application/xml")
        assert package.read("[Content_Types].xml") == before
        package.set_content_type("xl/other.xml", "text/x")
        assert package.read("[Content_Types].xml") == before.replace(
            b"</Types>", b'<Override PartName="/xl/other.xml" ContentType="text/x"/></Types>'
        )
        package.set_content_type("/XL/other.xml", "text/y")
        assert package.content_type("xl/other.xml") == "text/y"


def test_free_names_are_free(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx")
    with Package.open(path) as package:
        assert package.free_name("xl/Worksheets/Sheet%d.xml") == "xl/Worksheets/Sheet2.xml"
        package.put("xl/worksheets/sheet2.xml", OURS)
        assert package.free_name("xl/worksheets/sheet%d.xml") == "xl/worksheets/sheet3.xml"


def test_names_that_something_still_refers_to_are_not_free(tmp_path: Path) -> None:
    registered = b'<Override PartName="/xl/tables/table1.xml" ContentType="x"/></Types>'
    types = BOOK["[Content_Types].xml"].replace(b"</Types>", registered)
    lost = b'<Relationship Id="a" Type="t" Target="xl/Tables/%74able2.xml"/></Relationships>'
    links = BOOK["_rels/.rels"].replace(b"</Relationships>", lost)
    path = write_zip(
        tmp_path / "book.xlsx",
        {**BOOK, "[Content_Types].xml": types, "_rels/.rels": links, "xl/tables/_rels/table3.xml.rels": b"damaged"},
    )
    with Package.open(path) as package:
        assert package.free_name("xl/tables/table%d.xml") == "xl/tables/table4.xml"


class Far:
    """A file of more than 4 GB of which only the end is kept."""

    def __init__(self, before: int) -> None:
        self.before, self.data, self.position = before, bytearray(), before

    def tell(self) -> int:
        return self.position

    def write(self, data: bytes) -> int:
        start = self.position - self.before
        self.data[start : start + len(data)] = data
        self.position += len(data)
        return len(data)

    def writelines(self, chunks: Iterable[bytes]) -> None:
        for chunk in chunks:
            self.write(chunk)

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.position = offset + (0, self.position, self.before + len(self.data))[whence]
        return self.position

    def read(self, size: int = -1) -> bytes:
        empty = max(0, self.before - self.position)
        start = self.position + empty - self.before
        size = empty + len(self.data) - start if size < 0 else size
        data = (bytes(min(empty, size)) + bytes(self.data[start : start + max(0, size - empty)]))[:size]
        self.position += len(data)
        return data


@pytest.mark.parametrize("before", [0, 5 << 30])
@pytest.mark.parametrize("members", [3, 70_000])
def test_files_beyond_the_limits_of_the_old_zip_format(before: int, members: int) -> None:
    out = Far(before)
    write_archive(out, ((f"{i}.xml", None, b"x" * (i % 7)) for i in range(members)), b"comment")  # type: ignore[arg-type]
    out.seek(0, 2)
    with zipfile.ZipFile(out) as archive:  # type: ignore[call-overload]
        assert len(archive.infolist()) == members
        assert archive.comment == b"comment"
        for i in (0, members - 1):
            assert archive.getinfo(f"{i}.xml").header_offset >= before
            assert archive.read(f"{i}.xml") == b"x" * (i % 7)


def test_a_member_of_more_than_4_gb_is_copied_with_its_sizes(tmp_path: Path) -> None:
    size = 5 << 30
    large = Packed((b"packed",), size, 7)
    path = tmp_path / "out.zip"
    with path.open("wb") as file:
        write_archive(file, [("large.bin", None, large), ("small.bin", None, b"x")])
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("large.bin")
        assert (info.file_size, info.compress_size, info.CRC) == (size, 6, 7)
        assert archive.read("small.bin") == b"x"


@posix
def test_the_mode_of_a_file_is_kept_and_a_new_one_obeys_the_umask(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx")
    path.chmod(0o664)
    old = os.umask(0o027)
    try:
        with Package.open(path) as package:
            package.put("xl/ours.xml", OURS)
            package.save(tmp_path / "new.xlsx")
            package.save()
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o664
    assert stat.S_IMODE((tmp_path / "new.xlsx").stat().st_mode) == 0o640


@posix
def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    path, link = write_zip(tmp_path / "book.xlsx"), tmp_path / "link.xlsx"
    link.symlink_to(path)
    with Package.open(link) as package:
        package.put("xl/ours.xml", OURS)
        package.save()
    assert link.is_symlink()
    assert contents(path)["xl/ours.xml"] == OURS


def test_a_failure_while_writing_leaves_the_target_and_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_zip(tmp_path / "book.xlsx")
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with Package.open(path) as package:
        package.put("xl/ours.xml", OURS)
        for target in (path, tmp_path / "new.xlsx"):
            with pytest.raises(WorkbookError) as refusal:
                package.save(target)
            assert str(refusal.value) == (
                f"{target}: cannot be written: the disk is full. Make room and try again. It is as it was."
            )
    assert [*tmp_path.iterdir()] == [path]
    assert path.read_bytes() == before


def test_a_file_in_use_is_left_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_zip(tmp_path / "book.xlsx")
    before = path.read_bytes()

    def in_use(*_: object) -> None:
        raise PermissionError(13, "used by another process")

    monkeypatch.setattr(Path, "replace", in_use)
    with Package.open(path) as package:
        package.put("xl/ours.xml", OURS)
        with pytest.raises(WorkbookError) as refusal:
            package.save()
    assert str(refusal.value) == (
        f"{path}: cannot be written: another program has it open, or the folder may not be written to. "
        "Close it there. It is as it was."
    )
    assert [*tmp_path.iterdir()] == [path]
    assert path.read_bytes() == before


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "book.xlsx")
    with Package.open(path) as package:
        package.put("xl/ours.xml", OURS)
        theirs = path.read_bytes() + b"more"
        path.write_bytes(theirs)
        with pytest.raises(WorkbookError) as refusal:
            package.save()
    assert str(refusal.value) == (
        f"{path}: was changed by another program in the meantime. Nothing was written; try again."
    )
    assert path.read_bytes() == theirs


def test_a_new_package_is_a_workbook(tmp_path: Path, validator: Validator) -> None:
    from segmentbook.workbook.book import Book

    package = Package.new()
    sheet = Book(package).add_sheet("First")
    package.put(sheet.part, OURS)
    path = tmp_path / "new.xlsx"
    package.save(path)
    assert validator.errors(path) == []
    again = Package.new()
    again.put(Book(again).add_sheet("First").part, OURS)
    again.save(tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_a_new_package_needs_a_path() -> None:
    with pytest.raises(ValueError, match="a new workbook needs a path"):
        Package.new().save()
