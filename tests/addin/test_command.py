"""``segmentbook addin``, as an installed program runs it."""

from __future__ import annotations

import zipfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from click.testing import CliRunner

from addin.command import addin
from addin.install.system import System


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(addin, list(arguments), catch_exceptions=False)
    return done.exit_code, done.output


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> System:
    """A Linux on which the commands run: a home of its own, and a LibreOffice that only writes down its orders."""
    program = tmp_path / "office" / "unopkg"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$1" >> "$0.log"\n', encoding="utf-8")
    program.chmod(0o755)
    system = System(
        "linux", tmp_path / "home", {"PATH": "/usr/bin:/bin"}, Path("/env/bin/python"), (program.parent,), "utf-8"
    )
    monkeypatch.setattr(System, "here", classmethod(lambda cls: system))
    monkeypatch.setattr(System, "unopkg", lambda self: program)
    return system


def test_the_program_finds_the_command() -> None:
    (entry,) = entry_points(group="segmentbook.commands", name="addin")
    assert entry.load() is addin


def test_it_builds_both_into_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    status, output = run("build", "-o", str(folder))
    assert status == 0
    assert output.splitlines() == [
        f"Wrote {folder / 'segmentbook.xlam'}. Excel gets it by: segmentbook addin install",
        f"Wrote {folder / 'segmentbook.oxt'}. Open it with LibreOffice, or add it under Tools > Extensions.",
    ]
    with zipfile.ZipFile(folder / "segmentbook.oxt") as extension:
        assert "pythonpath/udfs/segments.py" in extension.namelist()
    with zipfile.ZipFile(folder / "segmentbook.xlam") as add_in:
        assert "xl/vbaProject.bin" in add_in.namelist()


@pytest.mark.parametrize(("option", "name"), [("--calc", "segmentbook.oxt"), ("--excel", "segmentbook.xlam")])
def test_it_builds_the_one_that_is_asked_for(tmp_path: Path, option: str, name: str) -> None:
    assert run("build", option, "-o", str(tmp_path))[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_both_options_are_both(tmp_path: Path) -> None:
    assert run("build", "--calc", "--excel", "-o", str(tmp_path))[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["segmentbook.oxt", "segmentbook.xlam"]


@pytest.mark.skipif("sys.platform == 'win32'", reason="the stand-in for LibreOffice is a script of a shell")
def test_it_installs_shows_and_removes(machine: System, tmp_path: Path) -> None:
    settings = tmp_path / "home" / ".config" / "segmentbook"
    log = tmp_path / "office" / "unopkg.log"
    status, shown = run("install", "--dry-run")
    assert status == 0
    assert f"Would write {settings / 'segmentbook.json'}" in shown
    assert '      "python": "/env/bin/python"' in shown.splitlines()
    assert shown.splitlines()[-1] == "Nothing was written."
    assert not (tmp_path / "home").exists()
    assert not log.exists()

    status, said = run("install")
    assert status == 0
    assert said.splitlines() == [
        f"Wrote {settings / 'segmentbook.json'}.",
        "Added segmentbook.oxt to LibreOffice.",
        "LibreOffice: start it anew; the formulas and Tools > Segmentbook are there.",
    ]
    assert log.read_text(encoding="utf-8") == "add\n"

    status, shown = run("uninstall", "--dry-run")
    assert f"Would remove {settings / 'segmentbook.json'}" in shown.splitlines()
    assert shown.splitlines()[-1] == "Nothing was removed."
    assert (settings / "segmentbook.json").exists()

    status, said = run("uninstall")
    assert status == 0
    assert said.splitlines()[-1] == "The add-in is removed."
    assert not (tmp_path / "home").exists()


def test_nothing_to_remove_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System("linux", tmp_path, {}, Path("/env/bin/python"))
    monkeypatch.setattr(System, "here", classmethod(lambda cls: system))
    assert run("uninstall") == (0, "There was nothing to remove.\n")


@pytest.mark.parametrize("command", [(), ("build",), ("install",), ("uninstall",)])
def test_every_option_is_explained(command: tuple[str, ...]) -> None:
    status, output = run(*command, "--help")
    assert status == 0
    options = [line.split() for line in output.splitlines() if line.startswith("  -")]
    assert all(len(words) > 2 for words in options), output
