"""vbaProject.bin without Excel: read back by olefile and olevba, which know nothing of our writer."""

from __future__ import annotations

import io
import re
import struct

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addin.compound_file import compound_file
from addin.vba_compression import compressed
from addin.vba_project import Module, vba_project
from tests.addin.olevba import protection, restored, sources

SECTOR = 512
CLASS = """\
VERSION 1.0 CLASS
BEGIN
  MultiUse = -1  'True
END
Attribute VB_Name = "Ledger"
Attribute VB_PredeclaredId = True
Option Explicit
Public Total As Double
"""
MODULES = (
    Module("ThisWorkbook", "workbook", ""),
    Module("Sheet1", "sheet", 'Attribute VB_Name = "Sheet1"\n'),
    Module(
        "Rules",
        "standard",
        'Attribute VB_Name = "Rules"\nPublic Function Twice(n)\n    Twice = 2 * n \' \xd7\nEnd Function',
    ),
    Module("Ledger", "class", CLASS),
)

repetitive = st.lists(st.sampled_from([b"a", b"bb", b"Public ", b"\r\n    End If", b"\0"]), max_size=2_000).map(
    b"".join
)


@settings(max_examples=50, deadline=None)
@given(st.one_of(st.binary(max_size=6_000), repetitive))
def test_compression_loses_nothing(data: bytes) -> None:
    packed = compressed(data)
    chunks = -(-len(data) // 4096)
    assert restored(packed)[: len(data)] == data
    assert len(packed) <= 1 + chunks * (2 + 4096)


def test_long_runs_become_one_copy_each_chunk() -> None:
    # 2.4.1.3.19: early in a chunk a copy may be 0xFFF + 3 bytes long
    assert compressed(b"a" * 4096).hex() == "01" + "03b0" + "02" + "61" + "fc0f"
    assert restored(compressed(b"a" * 9000)) == b"a" * 9000


def test_what_would_grow_stays_as_it_is() -> None:
    noise = bytes((i * 7919 + i * i * 104729 >> 5) & 0xFF for i in range(4096))
    packed = compressed(noise)
    assert len(packed) == 1 + 2 + 4096
    assert struct.unpack_from("<H", packed, 1)[0] == 0x3FFF
    assert restored(packed) == noise


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(
        st.text("ABCxyz_09", min_size=1, max_size=31).filter(lambda name: name.upper() == name),
        st.one_of(st.binary(max_size=200), st.integers(4_000, 20_000).map(bytes)),
        max_size=12,
    )
)
def test_streams_are_found_again(streams: dict[str, bytes]) -> None:
    file = olefile.OleFileIO(
        io.BytesIO(compound_file({"TOP": b"first", "VBA": streams})), raise_defects=olefile.DEFECT_UNSURE
    )
    assert {"/".join(path) for path in file.listdir()} == {"TOP", *(f"VBA/{name}" for name in streams)}
    assert {name: file.openstream(f"VBA/{name}").read() for name in streams} == streams
    assert file.openstream("TOP").read() == b"first"


@pytest.mark.parametrize("sectors", [125, 126, 127, 128, 253, 254, 255, 256, 5_000])
def test_the_table_of_sectors_covers_itself(sectors: int) -> None:
    content = bytes(range(256)) * (2 * sectors)
    written = compound_file({"big": content})
    assert len(written) % SECTOR == 0
    file = olefile.OleFileIO(io.BytesIO(written), raise_defects=olefile.DEFECT_UNSURE)
    assert file.openstream("big").read() == content


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="too large for a compound file without a second table"):
        compound_file({"big": bytes(8_000_000)})
    with pytest.raises(ValueError, match="a name has at most 31 characters"):
        compound_file({"x" * 32: b""})


def test_modules_are_read_back_as_they_were_reviewed() -> None:
    read = sources(vba_project("Segmentbook", MODULES))
    assert read["Rules"].splitlines() == [
        'Attribute VB_Name = "Rules"',
        "Public Function Twice(n)",
        "    Twice = 2 * n ' \xd7",
        "End Function",
    ]
    assert "Attribute VB_PredeclaredId = True" in read["Ledger"]
    assert read["Ledger"].splitlines()[-2:] == ["Option Explicit", "Public Total As Double"]
    assert "MultiUse" not in read["Ledger"]


def test_the_directory_names_every_module_and_its_kind() -> None:
    file = olefile.OleFileIO(io.BytesIO(vba_project("Segmentbook", MODULES)), raise_defects=olefile.DEFECT_UNSURE)
    project = file.openstream("PROJECT").read().decode("cp1252")
    assert re.findall(r"^(Document|Module|Class)=(\w+)", project, re.MULTILINE) == [
        ("Document", "ThisWorkbook"),
        ("Document", "Sheet1"),
        ("Module", "Rules"),
        ("Class", "Ledger"),
    ]
    assert file.openstream("VBA/_VBA_PROJECT").read().hex() == "cc61ffff000100"
    assert not [path for path in file.listdir() if "SRP" in path[-1]]
    directory = restored(file.openstream("VBA/dir").read())
    assert directory.count(struct.pack("<HI", 0x21, 0)) == 1  # standard modules
    assert directory.count(struct.pack("<HI", 0x22, 0)) == 3  # all others


def test_the_project_is_neither_locked_nor_hidden() -> None:
    """Decrypted by the rule of [MS-OVBA] 2.4.3.3, back to front of how it was written."""
    file = olefile.OleFileIO(io.BytesIO(vba_project("Segmentbook", MODULES)))
    found = protection(file.openstream("PROJECT").read().decode("cp1252"))
    assert found == {"CMG": bytes(4), "DPB": b"\0", "GC": b"\xff"}


def test_the_same_text_gives_the_same_bytes() -> None:
    again = tuple(Module(module.name, module.kind, module.text.replace("\n", "\r\n")) for module in MODULES)
    assert vba_project("Segmentbook", MODULES) == vba_project("Segmentbook", again)


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (Module("Two words", "standard", ""), "'Two words' is not a name that VBA takes for a module"),
        (Module("x" * 32, "standard", ""), f"'{'x' * 32}' is not a name that VBA takes for a module"),
        (Module("A", "standard", 'Attribute VB_Name = "B"\n'), 'module A: its text says VB_Name = "B"'),
        (
            Module("SEGMENTBOOK", "standard", ""),
            "names of a project and its modules must differ: segmentbook, segmentbook",
        ),
    ],
)
def test_names_that_vba_refuses(module: Module, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        vba_project("Segmentbook", (module,))


def test_a_character_outside_the_code_page_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        vba_project("Segmentbook", (Module("A", "standard", "' \u2713"),))
