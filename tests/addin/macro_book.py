"""A small .xlsm with macros of ours, and LibreOffice that runs them."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from addin.vba_project import Module, vba_project
from tests.tools import Office

__all__ = ["shown", "write"]

SECONDS = 120
DRIVER = Path(__file__).with_name("run_macros.py")
_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PART = '<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
_RELATION = (
    '<Relationship Id="rIdMacros" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
    'Target="vbaProject.bin"/></Relationships>'
)


def write(path: Path, cells: Mapping[str, object], modules: Sequence[Module]) -> None:
    """Write a book of one sheet; a formula behind ``A1:B2`` is an array formula."""
    book = Workbook()
    book.code_name = "ThisWorkbook"
    sheet = book.active
    assert sheet is not None
    sheet.title = sheet.sheet_properties.codeName = "Sheet1"
    for place, value in cells.items():
        sheet[place.split(":")[0]] = ArrayFormula(place, str(value)) if ":" in place else value
    plain = BytesIO()
    book.save(plain)
    documents = (Module("ThisWorkbook", "workbook", ""), Module("Sheet1", "sheet", ""))
    with zipfile.ZipFile(plain) as parts, zipfile.ZipFile(path, "w") as written:
        for name in parts.namelist():
            data = parts.read(name).decode("utf-8")
            if name == "[Content_Types].xml":
                data = data.replace(_PLAIN, _MACROS).replace("</Types>", _PART)
            elif name == "xl/_rels/workbook.xml.rels":
                data = data.replace("</Relationships>", _RELATION)
            written.writestr(name, data)
        written.writestr("xl/vbaProject.bin", vba_project("SegmentbookTest", (*documents, *modules)))


def shown(office: Office, path: Path, places: Sequence[str], entered: Sequence[tuple[str, str]] = ()) -> list[str]:
    """What the cells show with the macros run, then what each cell shows into which a formula is entered."""
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin") or "python3"
    task = {"path": str(path), "places": list(places), "entered": list(entered)}
    done = subprocess.run(
        [python, "-I", str(DRIVER), office.program, str(office.profile)],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"LibreOffice did not run the macros: {done.stderr}"
    texts: list[str] = json.loads(done.stdout)
    return texts
