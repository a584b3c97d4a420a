"""``segmentbook addin build``, as an installed program runs it."""

from __future__ import annotations

import zipfile
from importlib.metadata import entry_points
from pathlib import Path

from click.testing import CliRunner

from addin.command import addin


def test_the_program_finds_the_command() -> None:
    (entry,) = entry_points(group="segmentbook.commands", name="addin")
    assert entry.load() is addin


def test_it_builds_the_extension_for_calc_into_a_folder(tmp_path: Path) -> None:
    done = CliRunner().invoke(addin, ["build", "--calc", "-o", str(tmp_path / "new")])
    file = tmp_path / "new" / "segmentbook.oxt"
    assert done.output == f"Wrote {file}. Open it with LibreOffice, or add it under Tools > Extensions.\n"
    with zipfile.ZipFile(file) as extension:
        assert "pythonpath/udfs/segments.py" in extension.namelist()


def test_what_to_build_must_be_said() -> None:
    done = CliRunner().invoke(addin, ["build"])
    assert done.exit_code == 2
    assert "Missing option '--calc'" in done.output
