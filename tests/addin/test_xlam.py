"""The add-in for Excel, read back by others: olevba, olefile, lxml, Microsoft's validator, LibreOffice's Basic."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import olefile
import pytest
import xlwings
from lxml import etree

import segmentbook
from addin.vba_project import Module
from addin.xlam import RIBBON, VBA, add_in_modules, build_xlam, own_modules
from tests.addin.conditional_vba import compiled_for
from tests.addin.macro_book import shown, write
from tests.addin.olevba import protection, restored, sources
from tests.tools import Office, Validator

RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
XLWINGS = Path(str(xlwings.__file__)).parent


@pytest.fixture(scope="module")
def add_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_xlam(tmp_path_factory.mktemp("add-in"))


@pytest.fixture(scope="module")
def parts(add_in: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(add_in) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def project(parts: dict[str, bytes]) -> olefile.OleFileIO[bytes]:
    return olefile.OleFileIO(io.BytesIO(parts["xl/vbaProject.bin"]), raise_defects=olefile.DEFECT_UNSURE)


def code_of(text: str) -> list[str]:
    """The lines of a module without the attributes of the whole of it, which say what kind it is."""
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].startswith("VERSION"):
        lines = lines[lines.index("END") + 1 :]
    while lines and lines[0].startswith("Attribute VB_"):
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def test_it_holds_exactly_our_modules_and_those_of_xlwings(parts: dict[str, bytes]) -> None:
    read = sources(parts["xl/vbaProject.bin"])
    reviewed = {path.stem: path.read_text(encoding="utf-8") for path in (*VBA.glob("*.bas"), *VBA.glob("*.cls"))}
    assert {"SegmentbookFormulas", "SegmentbookFormulaHelp", "SegmentbookRibbon", "SegmentbookState"} < set(reviewed)
    known = {module.name: module for module in add_in_modules()}
    assert set(known) == {"ThisWorkbook", "Sheet1", "xlwings", "Dictionary", *reviewed}
    for name, text in reviewed.items():
        assert code_of(read[name]) == code_of(text), name
    dictionary = (XLWINGS / "addin" / "Dictionary.cls").read_text(encoding="cp1252")
    assert code_of(read["Dictionary"]) == code_of(dictionary)
    assert code_of(read["xlwings"]) == code_of(known["xlwings"].text)  # what that is: test_xlwings_vba.py
    assert set(read) <= set(known)
    assert all(not code_of(known[name].text) for name in set(known) - set(read))  # olevba leaves out what has no code


def test_every_stream_of_the_project_is_one_of_these(project: olefile.OleFileIO[bytes]) -> None:
    modules = {module.name: module for module in add_in_modules()}
    streams = {"/".join(path) for path in project.listdir()}
    assert streams == {"PROJECT", "PROJECTwm", "VBA/_VBA_PROJECT", "VBA/dir", *(f"VBA/{name}" for name in modules)}
    for name, module in modules.items():
        assert restored(project.openstream(f"VBA/{name}").read()).decode("cp1252") == module.source
    assert project.openstream("VBA/_VBA_PROJECT").read().hex() == "cc61ffff000100"  # nothing compiled in it


def test_each_module_is_of_its_kind(project: olefile.OleFileIO[bytes]) -> None:
    lines = project.openstream("PROJECT").read().decode("cp1252")
    kinds = dict(re.findall(r"^(?:Document|Module|Class)=(\w+)()", lines, re.MULTILINE))
    listed = re.findall(r"^(Document|Module|Class)=(\w+)", lines, re.MULTILINE)
    assert listed[:2] == [("Document", "ThisWorkbook"), ("Document", "Sheet1")]
    assert ("Class", "Dictionary") in listed
    standard = {name for kind, name in listed if kind == "Module"}
    assert standard == {"xlwings", *(path.stem for path in VBA.glob("*.bas"))}
    assert len(listed) == len(kinds)


def test_it_is_neither_locked_nor_hidden_just_as_that_of_xlwings(project: olefile.OleFileIO[bytes]) -> None:
    open_to_all = {"CMG": bytes(4), "DPB": b"\0", "GC": b"\xff"}
    assert protection(project.openstream("PROJECT").read().decode("cp1252")) == open_to_all
    with zipfile.ZipFile(XLWINGS / "quickstart_addin_ribbon.xlam") as package:
        theirs = olefile.OleFileIO(io.BytesIO(package.read("xl/vbaProject.bin")))
    assert protection(theirs.openstream("PROJECT").read().decode("cp1252")) == open_to_all


BUILD = "import sys; from pathlib import Path; from addin.xlam import build_xlam; build_xlam(Path(sys.argv[1]))"


def test_two_builds_in_two_places_are_the_same_bytes(add_in: Path, tmp_path: Path) -> None:
    """Another process, folder, seed of hashes, time zone, language and umask."""
    other = tmp_path / "elsewhere"
    other.mkdir()
    root = Path(segmentbook.__file__).parent.parent
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "4711",
        "TZ": "Pacific/Chatham",
        "LC_ALL": "C",
        "PYTHONPATH": str(root),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-c", f"import os; os.umask(0o077); {BUILD}", str(other / "other.xlam")]
    done = subprocess.run(command, cwd=other, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        hashlib.sha256((other / "other.xlam").read_bytes()).hexdigest()
        == hashlib.sha256(add_in.read_bytes()).hexdigest()
    )


def test_nothing_in_it_depends_on_zlib_or_the_day(add_in: Path) -> None:
    with zipfile.ZipFile(add_in) as package:
        for member in package.infolist():
            assert member.compress_type == zipfile.ZIP_STORED
            assert member.date_time == (1980, 1, 1, 0, 0, 0)
            assert member.create_system == 3
            assert not member.extra
        assert package.namelist()[0] == "[Content_Types].xml"


def test_microsofts_validator_takes_it_as_it_takes_the_add_in_that_xlwings_ships(
    add_in: Path, validator: Validator
) -> None:
    assert validator.errors(XLWINGS / "addin" / "xlwings.xlam") == []
    assert validator.errors(add_in) == []


def test_every_relationship_ends_at_a_part_and_every_part_is_reached(parts: dict[str, bytes]) -> None:
    reached = {"[Content_Types].xml", *(name for name in parts if name.endswith(".rels"))}
    for name in [name for name in parts if name.endswith(".rels")]:
        base = PurePosixPath(name).parent.parent
        for relationship in etree.fromstring(parts[name]).iter(RELATIONSHIP):
            assert relationship.get("TargetMode") is None
            reached.add(str(base / relationship.get("Target", "")))
    assert reached == set(parts)
    root = {
        relationship.get("Target"): relationship.get("Type")
        for relationship in etree.fromstring(parts["_rels/.rels"]).iter(RELATIONSHIP)
    }
    assert root["customUI/customUI14.xml"] == "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"


def test_every_part_has_a_content_type(parts: dict[str, bytes]) -> None:
    types = etree.fromstring(parts["[Content_Types].xml"])
    named = {part.get("PartName"): part.get("ContentType") for part in types.iter(f"{TYPES}Override")}
    endings = {default.get("Extension") for default in types.iter(f"{TYPES}Default")}
    assert {name.lstrip("/") for name in named if name} <= set(parts)
    for name in parts:
        assert f"/{name}" in named or name.rsplit(".", 1)[-1] in endings, name
    assert named["/xl/workbook.xml"] == "application/vnd.ms-excel.addin.macroEnabled.main+xml"
    assert named["/xl/vbaProject.bin"] == "application/vnd.ms-office.vbaProject"
    assert "/xl/vbaProject.bin" in named


def test_documents_and_modules_go_by_the_same_names(parts: dict[str, bytes]) -> None:
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    book = etree.fromstring(parts["xl/workbook.xml"]).find(f"{main}workbookPr")
    sheet = etree.fromstring(parts["xl/worksheets/sheet1.xml"]).find(f"{main}sheetPr")
    assert book is not None
    assert sheet is not None
    assert (book.get("codeName"), sheet.get("codeName")) == ("ThisWorkbook", "Sheet1")


def test_the_ribbon_is_the_reviewed_text(parts: dict[str, bytes]) -> None:
    assert parts["customUI/customUI14.xml"].decode() == RIBBON.read_text(encoding="utf-8")
    assert b"\r" not in parts["customUI/customUI14.xml"]


def test_it_says_its_version_and_what_it_is(parts: dict[str, bytes]) -> None:
    core = etree.fromstring(parts["docProps/core.xml"])
    said = {etree.QName(element).localname: element.text for element in core}
    assert said["version"] == segmentbook.__version__
    assert said["title"] == "Segmentbook"
    assert said["description"]


def test_no_path_of_this_machine_is_in_it(parts: dict[str, bytes]) -> None:
    modules = "\n".join(module.source for module in add_in_modules()).encode()
    for place in {str(Path.home()), sys.prefix, str(Path(segmentbook.__file__).parent.parent), str(Path.cwd())} - {"/"}:
        for content in (*parts.values(), modules):
            assert place.encode() not in content
            assert place.encode("utf-16-le") not in content
    assert not re.findall(rb"[A-Z]:\\Users\\\w", modules)


def test_modules_are_ascii_so_that_no_code_page_changes_them() -> None:
    for module in own_modules():
        assert module.text.isascii(), module.name


PROBE = """\
Public Function PROBEADDIN() As Variant
    PROBEADDIN = "compiled"
End Function

Public Function PROBEVERSION() As Variant
    PROBEVERSION = XLWINGS_VERSION & " " & PROJECT_NAME
End Function
"""
ENUM = re.compile("^Public Enum .*?^End Enum$", re.MULTILINE | re.DOTALL)


def for_basic(module: Module, platform: str) -> Module:
    """A module as LibreOffice's Basic takes it, which knows neither #If nor an Enum in a class.

    The code of a document is tried as a class, because LibreOffice makes the documents themselves anew.
    """
    text = compiled_for(platform, module.text)
    if module.kind == "standard":
        return Module(module.name, module.kind, text)
    name = f"Class{module.name}" if module.kind != "class" else module.name
    return Module(name, "class", ENUM.sub("", text.replace(f'"{module.name}"', f'"{name}"')))


@pytest.mark.parametrize("platform", ["windows", "macos"])
def test_every_module_compiles_in_the_basic_of_libreoffice(platform: str, office: Office, tmp_path: Path) -> None:
    """It runs nothing of a project in which one module does not compile (the next test)."""
    modules = [for_basic(module, platform) for module in add_in_modules() if code_of(module.text)]
    assert "ClassThisWorkbook" in [module.name for module in modules]
    assert len(modules) >= 7
    cells = {"A1": "=PROBEADDIN()", "A2": "=PROBEVERSION()", "A3": '=RunPython("1")'}
    write(tmp_path / "book.xlsm", cells, (*modules, Module("Probe", "standard", PROBE)))
    answers = shown(office, tmp_path / "book.xlsm", list(cells))
    assert answers == ["compiled", f"{xlwings.__version__} segmentbook", "#NAME?"]


def test_that_proves_something(office: Office, tmp_path: Path) -> None:
    broken = Module("Broken", "standard", "Public Sub Broken()\n    If Then\nEnd Sub\n")
    write(tmp_path / "book.xlsm", {"A1": "=PROBEADDIN()"}, (broken, Module("Probe", "standard", PROBE)))
    assert shown(office, tmp_path / "book.xlsm", ["A1"]) != ["compiled"]
