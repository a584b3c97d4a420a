"""Nothing lost: ``init`` and ``refresh`` of 133 awkward workbooks that other projects keep for their tests.

Each either comes out with every part of the owner's byte for byte as it was (but for the few in which a sheet is
registered, where only the additions differ), or is refused in one line with the file untouched.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
import signal
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from segmentbook.cli import app
from tests.tools import Office, Validator

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "corpus"
WHY = CORPUS / "why.csv"
FILES = [row["file"] for row in csv.DictReader(WHY.read_text("utf-8").splitlines())] if WHY.is_file() else []
pytestmark = [
    pytest.mark.skipif(not FILES, reason="the corpus of awkward workbooks is not beside the checkout"),
    pytest.mark.xdist_group("corpus"),  # its fixture takes minutes: once, on one worker
]

SECONDS = 60
MEMORY_BYTES = 3 * 2**30

# Their own parts are missing or named with backslashes; Microsoft's validator opened neither as it came.
VALIDATOR_CANNOT_OPEN = (
    "calamine/issue_530.xlsx",
    "closedxml/ClosedXML.Tests/Resource/TryToLoad/LO/xlsx/tdf100709.xlsx",
)

# Where a new sheet, its styles and its names are registered. calcChain only ever loses entries of our own sheets.
REGISTERS = ("[content_types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")


class TooLong(BaseException):
    """A command hangs. No error that the program knows, so that it cannot pass for a refusal."""


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    stderr: str


def segmentbook(*arguments: str | Path) -> Done:
    """Run the command in this process, in bounded time."""

    def too_long(signal_number: int, frame: object) -> None:
        raise TooLong(f"more than {SECONDS} s")

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(SECONDS)
    try:
        done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    finally:
        signal.alarm(0)
    return Done(done.exit_code, done.stderr)


def segmentbook_in_bounds(*arguments: str | Path) -> Done:
    """Run the command as a process of its own, in bounded time and memory."""
    import resource  # no such module on Windows, and no corpus there

    limit = resource.RLIMIT_AS
    done = subprocess.run(
        [sys.executable, "-m", "segmentbook", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        preexec_fn=lambda: resource.setrlimit(limit, (MEMORY_BYTES, MEMORY_BYTES)),
    )
    return Done(done.returncode, done.stderr)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {
            info.orig_filename.replace("\\", "/").lower().lstrip("/"): package.read(info) for info in package.infolist()
        }


def registers_of(before: dict[str, bytes]) -> set[str]:
    """The parts in which sheets, names and styles are registered, wherever this package keeps them."""
    import posixpath
    import re

    root = before.get("_rels/.rels", b"").decode("utf-8", "replace").lower()
    found = set(REGISTERS)
    for relation in re.findall(r"<[^>]*relationship\s[^>]*>", root):
        target = re.search(r'target\s*=\s*["\']/?([^"\']+)["\']', relation)
        if target and "officedocument/" in relation and '/officedocument"' in relation.replace("'", '"'):
            folder, name = posixpath.split(target[1])
            rels = posixpath.join(folder, "_rels", name + ".rels")
            found |= {target[1], rels}
            for style in re.findall(
                r'target\s*=\s*["\']([^"\']*styles[^"\']*)["\']', before.get(rels, b"").decode().lower()
            ):
                found.add(posixpath.normpath(posixpath.join(folder, style)) if style[0] != "/" else style[1:])
    return found


def opens(path: Path) -> set[str]:
    """Which readers open the workbook."""
    import warnings

    import openpyxl
    import python_calamine

    def by_openpyxl() -> None:
        with path.open("rb") as file:  # which it leaves open where it cannot read on
            openpyxl.load_workbook(file).close()

    readers = set()
    for name, read in (
        ("openpyxl", by_openpyxl),
        ("calamine", lambda: python_calamine.CalamineWorkbook.from_path(str(path)).close()),
    ):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what they say of others' files is not ours to judge
                read()
        except BaseException:  # noqa: S112 - calamine panics with a BaseException of its own
            continue
        readers.add(name)
    return readers


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str]]:
    """Every file once through init and refresh: its copy, and the refusal ("" where it went well)."""
    folder = tmp_path_factory.mktemp("corpus")
    results = {}
    for number, file in enumerate(FILES):
        copy = folder / f"{number:03d}{Path(file).suffix}"
        if Path(file).name.startswith("~$"):
            copy = copy.with_name("~$" + copy.name)
        shutil.copyfile(CORPUS / file, copy)
        results[file] = (copy, _outcome(file, copy))
    return results


def _outcome(file: str, copy: Path) -> str:
    digest = hashlib.sha256(copy.read_bytes()).hexdigest()
    run = segmentbook_in_bounds if "bomb" in file else segmentbook
    for command in ("init", "refresh"):
        done = run(command, copy)
        if done.status == 0:
            digest = hashlib.sha256(copy.read_bytes()).hexdigest()
            continue
        assert done.status == 1, f"{file}: {command} exits {done.status}: {done.stderr}"
        lines = done.stderr.strip().splitlines()
        assert len(lines) == 1, f"{file}: a refusal is one line: {done.stderr}"
        assert "Traceback" not in done.stderr
        assert "should not happen" not in done.stderr, f"{file}: {done.stderr}"
        assert hashlib.sha256(copy.read_bytes()).hexdigest() == digest, f"{file}: refused, and yet changed"
        return f"{command}: {lines[0]}"
    return ""


@pytest.mark.parametrize("file", FILES)
def test_every_part_of_the_owner_stays(file: str, outcomes: dict[str, tuple[Path, str]]) -> None:
    copy, refusal = outcomes[file]
    if refusal:
        return  # untouched, in one line: asserted where it was run
    before, after = parts(CORPUS / file), parts(copy)
    registers = registers_of(before)
    changed = {name for name in before if after.get(name) != before[name]} - registers
    assert changed == set(), f"{file}: {changed}"
    assert opens(copy) >= opens(CORPUS / file)


def test_libreoffice_opens_them_all(outcomes: dict[str, tuple[Path, str]], office: Office, tmp_path: Path) -> None:
    copies = {copy: file for file, (copy, refusal) in outcomes.items() if not refusal}
    both = list(copies)[::2], list(copies)[1::2]  # two at a time: each takes some seconds
    offices = [Office(office.program, tmp_path / name) for name in ("one", "other")]
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(opened, offices, both, (tmp_path / "after", tmp_path / "after too"))
        lost = copies.keys() - set().union(*found)
    originals = [CORPUS / copies[copy] for copy in lost]
    assert opened(office, originals, tmp_path / "before") == set()


def test_microsofts_validator_finds_no_new_error(outcomes: dict[str, tuple[Path, str]], validator: Validator) -> None:
    copies = {file: copy for file, (copy, refusal) in outcomes.items() if not refusal}
    with ThreadPoolExecutor(2) as pool:
        after = dict(zip(copies, pool.map(validator.errors, copies.values()), strict=True))
        doubtful = [file for file, errors in after.items() if errors]
        before = dict(zip(doubtful, pool.map(validator.errors, [CORPUS / file for file in doubtful]), strict=True))
    # Of a package that it cannot open at all it says the first reason only; another may come first afterwards.
    unopened = {file for file in doubtful if any(error.startswith("None:") for error in before[file])}
    assert unopened == set(VALIDATOR_CANNOT_OPEN)
    judged = [file for file in doubtful if file not in unopened]
    assert {file: new for file in judged if (new := set(after[file]) - set(before[file]))} == {}


def opened(office: Office, paths: list[Path], folder: Path) -> set[Path]:
    """Which workbooks LibreOffice opens and saves. It may end by its own fault at one; then it goes on behind it."""
    found: set[Path] = set()
    waiting = list(paths)
    if not (office.profile / "user").exists():  # a first start may only make the profile, and end
        subprocess.run(
            [
                office.program,
                "--headless",
                f"-env:UserInstallation={office.profile.as_uri()}",
                "--terminate_after_init",
            ],
            capture_output=True,
            timeout=600,
            check=False,
        )
    while waiting:
        profile = f"-env:UserInstallation={office.profile.as_uri()}"
        command = [office.program, "--headless", profile, "--convert-to", "csv", "--outdir", str(folder)]
        subprocess.run([*command, *map(str, waiting)], capture_output=True, timeout=600, check=False)
        done = [place for place, path in enumerate(waiting) if (folder / f"{path.stem}.csv").exists()]
        found |= {waiting[place] for place in done}
        # Past the last that it managed stands the one that it ended at.
        waiting = waiting[max(done, default=-1) + 2 :]
    return found


def test_a_second_refresh_changes_no_part(outcomes: dict[str, tuple[Path, str]]) -> None:
    for file, (copy, refusal) in outcomes.items():
        if refusal or copy.stat().st_size > 200_000:
            continue
        before = parts(copy)
        assert segmentbook("refresh", copy).status == 0
        assert parts(copy) == before, file


def test_how_many_went_well(outcomes: dict[str, tuple[Path, str]], record_property: pytest.RecordProperty) -> None:
    refused = {file: refusal for file, (_, refusal) in outcomes.items() if refusal}
    lines = [f"corpus: {len(FILES) - len(refused)} of {len(FILES)} refreshed, {len(refused)} refused untouched:"]
    lines += [f"  {file}: {refusal}" for file, refusal in sorted(refused.items())]
    record_property("corpus", "\n".join(lines))
    print("\n".join(lines))
    assert len(FILES) == 133
