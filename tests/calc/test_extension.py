"""The extension file: what is in it, that it stays the same, and that it needs nothing but Python."""

from __future__ import annotations

import ast
import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from lxml import etree

import segmentbook
from addin.calc.build import EXTENSION, build_oxt
from addin.calc.interface import LIBRARY, SERVICE, SOURCE, interface_text
from addin.calc.office.signatures import method_name, parameters
from udfs import FORMULAS

OOR = "{http://openoffice.org/2001/registry}"
MANIFEST = "{http://openoffice.org/2001/manifest}"


@pytest.fixture(scope="module")
def unpacked(extension: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(extension) as archive:
        archive.extractall(folder)
    return folder


def test_the_type_library_is_that_of_the_formulas() -> None:
    """Else: python -m addin.calc.interface (its docstring says how)."""
    assert SOURCE.read_text(encoding="utf-8") == interface_text(FORMULAS.values())
    compiled = LIBRARY.read_bytes()
    for formula in FORMULAS.values():
        assert method_name(formula).encode() in compiled
        for parameter in parameters(formula):
            assert parameter.identifier.encode() in compiled
    assert len(compiled) < 10_000


def test_the_type_library_was_compiled_from_the_text_beside_it() -> None:
    """Its hash stands in the compiled file's note; whoever changes one and not the other is told here."""
    noted = LIBRARY.with_suffix(".sha256").read_text(encoding="ascii").split()
    assert noted == [hashlib.sha256(SOURCE.read_bytes()).hexdigest(), hashlib.sha256(LIBRARY.read_bytes()).hexdigest()]


def test_the_extension_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    first = build_oxt(tmp_path)
    assert first == tmp_path / EXTENSION
    again = build_oxt(tmp_path / "other.oxt")
    assert first.read_bytes() == again.read_bytes()


def test_every_file_that_the_manifest_names_is_there(unpacked: Path) -> None:
    entries = etree.parse(unpacked / "META-INF" / "manifest.xml").getroot()
    named = [entry.attrib[f"{MANIFEST}full-path"] for entry in entries]
    assert sorted(named) == [
        "Addons.xcu",
        "CalcAddIns.xcu",
        "CalcWindowState.xcu",
        "XSegmentbook.rdb",
        "segmentbook_component.py",
    ]
    assert all((unpacked / name).is_file() for name in named)


def test_the_extension_has_the_packages_version(unpacked: Path) -> None:
    text = (unpacked / "description.xml").read_text(encoding="utf-8")
    assert f'<version value="{segmentbook.__version__}"/>' in text
    etree.fromstring(text.encode())


def test_every_formula_and_argument_is_described(unpacked: Path) -> None:
    root = etree.parse(unpacked / "CalcAddIns.xcu").getroot()
    functions = root.find(f".//node[@{OOR}name='{SERVICE}']/node[@{OOR}name='AddInFunctions']")
    assert functions is not None
    described = {}
    for function in functions:
        texts = {prop.attrib[f"{OOR}name"]: "".join(prop.itertext()) for prop in function.findall("prop")}
        assert texts["DisplayName"] == texts["CompatibilityName"] == function.attrib[f"{OOR}name"].upper()
        described[texts["DisplayName"]] = [
            [("".join(prop.itertext())) for prop in argument.findall("prop")]
            for argument in function.findall(f"node[@{OOR}name='Parameters']/node")
        ]
    assert described == {
        formula.name: [[argument.name, argument.help] for argument in formula.arguments]
        for formula in FORMULAS.values()
    }


def test_the_component_can_be_read_by_older_pythons_so_that_it_can_say_why_it_refuses(unpacked: Path) -> None:
    source = (unpacked / "segmentbook_component.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 7))
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    check = next(node for node in tree.body if isinstance(node, ast.If) and "version_info" in ast.unparse(node.test))
    before = {ast.unparse(node) for node in imports if node.lineno < check.lineno}
    assert before == {"import sys", "from pathlib import Path", "from typing import Any"}


ALONE = """
import sys
sys.path[:] = [path for path in sys.path if "site-packages" not in path and "dist-packages" not in path]
sys.path.insert(0, sys.argv[1])
import udfs
from addin.calc.office.calls import method
assert udfs.__file__.startswith(sys.argv[1]), udfs.__file__
assert udfs.SEGMENT([9000.0, 60.0]) == "HH"
clients = [["Client", "Segment Value", "Tickets per Seat", "CSAT"]]
clients += [[f"C{n}", float(n), n % 3 / 1.0, 60.0 + n % 40] for n in range(3000)]
effort = [["Measure", "Weight", "Scores 100 at"], ["Tickets per Seat", 1.0, 2.0]]
health = [["Measure", "Weight"], ["CSAT", 1.0]]
table = udfs.SEGMENTTABLE(clients, effort_measures=effort, health_measures=health)
assert len(table) == 3001 and table[3000] == ["C2999", 2999.0, 100.0, 99.0, "Healthy", "LH"], table[3000]
assert udfs.TIERS([[float(n)] for n in range(3000)])[0] == ["Tier 3 - Long tail"]
foreign = {name.partition(".")[0] for name, module in sys.modules.items()
           if getattr(module, "__file__", None) and "site-packages" in module.__file__}
print(sorted(foreign | ({"pandas", "numpy", "lxml", "openpyxl", "click", "xlwings"} & set(sys.modules))))
"""


def test_the_formulas_run_on_the_standard_library_alone(unpacked: Path) -> None:
    command = [sys.executable, "-I", "-S", "-c", ALONE, str(unpacked / "pythonpath")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
