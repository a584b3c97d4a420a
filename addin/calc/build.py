"""Build ``segmentbook.oxt``, the extension for LibreOffice: the same bytes on any day and any machine."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import segmentbook
import udfs
from addin.calc import office
from addin.calc.descriptions import COMPONENT, add_ins, description, manifest
from addin.calc.interface import LIBRARY
from addin.calc.menus import menus, window_state
from segmentbook import model, schema
from udfs._registry import FORMULAS

__all__ = ["EXTENSION", "build_oxt"]

EXTENSION = "segmentbook.oxt"
"""The file's name."""

_SAME_DAY = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16

_ABOUT = (
    "Segmentbook for Calc: the toolbar and menu Segments bring an open workbook up to date (install Segmentbook itself "
    "first: pip install segmentbook, then segmentbook addin install), and formulas for segments, scores, health bands, "
    "tiers and cost to serve work without anything else. "
    "Where an older LibreOffice shows #NAME? for them in an Excel workbook: Tools > Segmentbook > Repair formulas.\n"
)


def build_oxt(target: Path) -> Path:
    """Write the extension to ``target``, a file or an existing folder; gives the file.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    path = target / EXTENSION if target.is_dir() else target
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in sorted(_files(), key=lambda file: (not file[0].startswith("META-INF/"), file[0])):
            member = zipfile.ZipInfo(name, _SAME_DAY)  # stored, not deflated: zlib's bytes depend on its version
            member.create_system = 3
            member.external_attr = _READABLE
            archive.writestr(member, text)
    path.write_bytes(content.getvalue())
    return path


def _files() -> Iterator[tuple[str, bytes]]:
    kinds = {
        LIBRARY.name: "application/vnd.sun.star.uno-typelibrary;type=RDB",
        COMPONENT: "application/vnd.sun.star.uno-component;type=Python",
        "CalcAddIns.xcu": "application/vnd.sun.star.configuration-data",
        "Addons.xcu": "application/vnd.sun.star.configuration-data",
        "CalcWindowState.xcu": "application/vnd.sun.star.configuration-data",
    }
    here = Path(__file__).parent
    texts = {
        "META-INF/manifest.xml": manifest(kinds),
        "description.xml": description(segmentbook.__version__),
        "description.txt": _ABOUT,
        "CalcAddIns.xcu": add_ins(FORMULAS.values()),
        "Addons.xcu": menus(),
        "CalcWindowState.xcu": window_state(),
    }
    for name, text in texts.items():
        yield name, text.encode()
    yield LIBRARY.name, LIBRARY.read_bytes()
    yield COMPONENT, _source(here / "office" / "component.py")
    for package in (segmentbook, model, schema, udfs, office):
        folder = Path(str(package.__file__)).parent
        inside = package.__name__.replace(".", "/")
        wanted = ["__init__.py", "errors.py"] if package is segmentbook else sorted(p.name for p in folder.glob("*.py"))
        for file in wanted:
            if file != "component.py":
                yield f"pythonpath/{inside}/{file}", _source(folder / file)
    yield "pythonpath/addin/__init__.py", _source(here.parent / "__init__.py")
    yield "pythonpath/addin/calc/__init__.py", _source(here / "__init__.py")
    yield "pythonpath/addin/calc/choices.py", _source(here / "choices.py")


def _source(path: Path) -> bytes:
    """A file's text with the line ends of any machine made alike."""
    return path.read_text(encoding="utf-8").encode()
