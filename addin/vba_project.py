"""``vbaProject.bin`` from the text of its modules, by [MS-OVBA], without Excel.

Only source is written: no compiled code, which Excel makes itself when it opens the file ([MS-OVBA] 2.3.4.1: a writer
gives version 0xFFFF and no performance cache). The same text gives the same bytes on any machine, so that what is built
can be checked against what was reviewed.
"""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from addin.compound_file import compound_file
from addin.vba_compression import compressed

__all__ = ["Module", "ModuleKind", "vba_project"]

ModuleKind = Literal["standard", "class", "workbook", "sheet"]

_CODE_PAGE = "cp1252"
_CODE_PAGE_NUMBER = 1252
_LANGUAGE = 0x409  # English (United States): what the editor calls neutral
_NAMESPACE = uuid.UUID("5e0b5d52-4f7c-5f6e-9a3b-6d1c52e4b7a1")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_ATTRIBUTE = re.compile(r"Attribute (VB_\w+) = (.*)")

_BASES: dict[str, str] = {
    "class": "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}",
    "workbook": "0{00020819-0000-0000-C000-000000000046}",
    "sheet": "0{00020820-0000-0000-C000-000000000046}",
}
_PROJECT_LINES: dict[str, str] = {
    "standard": "Module={}",
    "class": "Class={}",
    "workbook": "Document={}/&H00000000",
    "sheet": "Document={}/&H00000000",
}
_REFERENCES = (
    ("stdole", r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common Files\Microsoft Shared\OFFICE16"
        r"\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)
_NO_PERFORMANCE_CACHE = bytes.fromhex("cc61ffff000100")


@dataclass(frozen=True, slots=True)
class Module:
    """One module: its name, what kind it is, and its text as the editor of VBA exports it (any line ends)."""

    name: str
    kind: ModuleKind
    text: str

    @property
    def source(self) -> str:
        """The text as it is stored: attributes of the kind first, Windows line ends.

        Raises
        ------
        ValueError
            The name is none, or the text says another.
        """
        given, code = self._parted()
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is not a name that VBA takes for a module")
        if given.get("VB_Name", f'"{self.name}"') != f'"{self.name}"':
            raise ValueError(f"module {self.name}: its text says VB_Name = {given['VB_Name']}")
        lines = [f'Attribute VB_Name = "{self.name}"']
        if self.kind != "standard":
            document = self.kind != "class"
            lines += [
                f'Attribute VB_Base = "{_BASES[self.kind]}"',
                "Attribute VB_GlobalNameSpace = False",
                "Attribute VB_Creatable = False",
                f"Attribute VB_PredeclaredId = {given.get('VB_PredeclaredId', str(document))}",
                f"Attribute VB_Exposed = {given.get('VB_Exposed', str(document))}",
                "Attribute VB_TemplateDerived = False",
                f"Attribute VB_Customizable = {document}",
            ]
        if "VB_Description" in given:
            lines.append(f"Attribute VB_Description = {given['VB_Description']}")
        return "\r\n".join([*lines, *code, ""])

    def _parted(self) -> tuple[dict[str, str], list[str]]:
        """Its attributes, and its lines of code."""
        lines = self.text.splitlines()
        if lines and lines[0].startswith("VERSION "):  # an exported class
            lines = lines[lines.index("END") + 1 :]
        attributes = {}
        while lines and (found := _ATTRIBUTE.match(lines[0])):
            attributes[found[1]] = found[2]
            lines.pop(0)
        while lines and not lines[-1].strip():
            lines.pop()
        return attributes, lines


def vba_project(name: str, modules: Iterable[Module]) -> bytes:
    """Write ``vbaProject.bin``.

    Parameters
    ----------
    name
        The project's; no module may be called so.
    modules
        In the order in which the editor lists them; a workbook has one of kind "workbook" and one a sheet.

    Raises
    ------
    ValueError
        A name that VBA does not take, or the same twice.
    UnicodeEncodeError
        A module holds a character outside the Windows code page 1252.
    """
    modules = tuple(modules)
    names = [name.lower(), *(module.name.lower() for module in modules)]
    if len(set(names)) < len(names):
        raise ValueError(f"names of a project and its modules must differ: {', '.join(sorted(names))}")
    identity = "{" + str(uuid.uuid5(_NAMESPACE, name)).upper() + "}"
    return compound_file(
        {
            "PROJECT": _project(name, modules, identity),
            "PROJECTwm": _module_names(modules),
            "VBA": {
                "_VBA_PROJECT": _NO_PERFORMANCE_CACHE,
                "dir": compressed(b"".join(_directory(name, modules))),
                **{module.name: compressed(module.source.encode(_CODE_PAGE)) for module in modules},
            },
        }
    )


def _directory(name: str, modules: Sequence[Module]) -> Iterator[bytes]:
    """2.3.4.2: the project, what it refers to, its modules."""
    yield _record(0x01, struct.pack("<I", 3))  # 64-bit Windows
    yield _record(0x02, struct.pack("<I", _LANGUAGE)) + _record(0x14, struct.pack("<I", _LANGUAGE))
    yield _record(0x03, struct.pack("<H", _CODE_PAGE_NUMBER))
    yield _record(0x04, name.encode(_CODE_PAGE))
    yield _texts(0x05, 0x40, "") + _record(0x06, b"") + _record(0x3D, b"")  # no description, no help file
    yield _record(0x07, bytes(4)) + _record(0x08, bytes(4))
    yield struct.pack("<HIIH", 0x09, 4, 1, 1)  # version of the project; its size is fixed, not what follows
    yield _texts(0x0C, 0x3C, "")
    for library, place in _REFERENCES:
        path = place.encode(_CODE_PAGE)
        yield _texts(0x16, 0x3E, library)
        yield _record(0x0D, struct.pack("<I", len(path)) + path + bytes(6))
    yield _record(0x0F, struct.pack("<H", len(modules))) + _record(0x13, b"\xff\xff")
    for module in modules:
        yield _texts(0x19, 0x47, module.name) + _texts(0x1A, 0x32, module.name) + _texts(0x1C, 0x48, "")
        yield _record(0x31, bytes(4))  # the source starts at once: nothing compiled stands before it
        yield _record(0x1E, bytes(4)) + _record(0x2C, b"\xff\xff")
        yield _record(0x21 if module.kind == "standard" else 0x22, b"") + _record(0x2B, b"")
    yield _record(0x10, b"")


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _texts(number: int, unicode_number: int, text: str) -> bytes:
    return _record(number, text.encode(_CODE_PAGE)) + _record(unicode_number, text.encode("utf-16-le"))


def _project(name: str, modules: Sequence[Module], identity: str) -> bytes:
    """2.3.1: what the editor shows. Not protected, no password, visible."""
    lines = [
        f'ID="{identity}"',
        *(_PROJECT_LINES[module.kind].format(module.name) for module in modules),
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_encrypted(bytes(4), identity, 0x2A)}"',
        f'DPB="{_encrypted(bytes(1), identity, 0x2C)}"',
        f'GC="{_encrypted(bytes([0xFF]), identity, 0x2E)}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
        "",
    ]
    return "\r\n".join(lines).encode(_CODE_PAGE)


def _module_names(modules: Sequence[Module]) -> bytes:
    """2.3.3: each module's name in both encodings."""
    names = (module.name.encode(_CODE_PAGE) + b"\0" + (module.name + "\0").encode("utf-16-le") for module in modules)
    return b"".join(names) + b"\0\0"


def _encrypted(data: bytes, identity: str, seed: int) -> str:
    """2.4.3.2: the way in which the protection state is written; the key is in the file, it hides nothing."""
    key = sum(identity.encode(_CODE_PAGE)) & 0xFF
    written = [seed, seed ^ 2, seed ^ key]  # 2 is the version of the scheme
    last_plain, last, before_last = key, written[2], written[1]
    for byte in bytes([7] * ((seed & 6) // 2)) + struct.pack("<I", len(data)) + data:
        code = byte ^ ((before_last + last_plain) & 0xFF)
        written.append(code)
        last_plain, last, before_last = byte, code, last
    return "".join(f"{byte:02X}" for byte in written)
