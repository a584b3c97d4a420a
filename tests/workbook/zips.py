"""Zip files of every make, for tests of the package."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from segmentbook.workbook.blank import PARTS

__all__ = ["BOOK", "contents", "make_zip", "packed", "walk", "write_zip"]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'.encode()

BOOK: Mapping[str, bytes] = {
    **PARTS,
    "xl/workbook.xml": PARTS["xl/workbook.xml"].replace(
        b"<sheets/>", b'<sheets><sheet name="Mine" sheetId="1" r:id="rId3"/></sheets>'
    ),
    "xl/_rels/workbook.xml.rels": PARTS["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
        b' Target="worksheets/sheet1.xml"/></Relationships>',
    ),
    "[Content_Types].xml": PARTS["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument'
        b'.spreadsheetml.worksheet+xml"/></Types>',
    ),
    "xl/worksheets/sheet1.xml": SHEET,
}
"""The smallest workbook with one sheet, Mine."""


class _Unseekable(io.RawIOBase):
    """Makes zipfile write data descriptors, as programs that stream do."""

    def __init__(self, out: io.BytesIO) -> None:
        self.out = out

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return self.out.write(data)  # type: ignore[arg-type]


def make_zip(
    parts: Mapping[str, bytes] | Iterable[tuple[str, bytes]],
    *,
    comment: bytes = b"",
    descriptors: bool = False,
    zip64: bool = False,
    method: int = zipfile.ZIP_DEFLATED,
    level: int = 9,
    extra: bytes = b"",
    date: tuple[int, int, int, int, int, int] = (2024, 2, 29, 13, 37, 42),
) -> bytes:
    """A zip in the way that some program or other writes it."""
    out = io.BytesIO()
    target = _Unseekable(out) if descriptors else out
    with zipfile.ZipFile(target, "w", allowZip64=True) as archive:  # type: ignore[arg-type]
        archive.comment = comment
        for name, content in parts.items() if isinstance(parts, Mapping) else parts:
            info = zipfile.ZipInfo("x", date)
            info.filename = name  # as it is: backslashes too
            info.external_attr = 0o640 << 16
            info.extra = extra
            info.compress_type = method
            info._compresslevel = level  # type: ignore[attr-defined]
            if name.endswith("/"):
                archive.writestr(info, b"")
                continue
            with archive.open(info, "w", force_zip64=zip64) as member:
                member.write(content)
    return out.getvalue()


def write_zip(path: Path, parts: Mapping[str, bytes] | Iterable[tuple[str, bytes]] = BOOK, **how: object) -> Path:
    """A zip file."""
    path.write_bytes(make_zip(parts, **how))  # type: ignore[arg-type]
    return path


def contents(path: Path) -> dict[str, bytes]:
    """All members, inflated and checked by zipfile."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {info.orig_filename: archive.read(info) for info in archive.infolist()}


def packed(path: Path) -> dict[str, bytes]:
    """The packed bytes of all members, read without any code of ours."""
    data, found = path.read_bytes(), {}
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            names, extras = struct.unpack_from("<HH", data, info.header_offset + 26)
            start = info.header_offset + 30 + names + extras
            found[info.orig_filename] = data[start : start + info.compress_size]
    return found


def walk(path: Path) -> list[str]:
    """Names of the members as a program meets them that reads the file from its start, trusting local headers only."""
    data, at, names = path.read_bytes(), 0, []
    while data.startswith(b"PK\3\4", at):
        flags, _, _, _, _, size, _, name, extra = struct.unpack_from("<HHHHLLLHH", data, at + 6)
        assert not flags & 8, "sizes follow the data"
        fields = data[at + 30 + name : at + 30 + name + extra]
        assert not fields.startswith(b"\1\0"), "64-bit sizes of a small member"
        names.append(data[at + 30 : at + 30 + name].decode())
        at += 30 + name + extra + size
    assert data.startswith(b"PK\1\2", at)
    return names
