"""The toolbar's buttons in a real Calc: what they start, what they say where that fails, and that they can be ended."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings

from addin import commands
from addin.calc.choices import CHOICES, PLAIN
from addin.calc.menus import TOOLBAR, Entry, entries
from addin.calc.office.settings import interpreter, settings_file
from segmentbook.workbook.template import create
from tests.calc.calc import Calc

SECONDS = 120.0


def waited(question: Callable[[], bool]) -> None:
    """Wait for what a button started."""
    end = time.monotonic() + SECONDS
    while not question():
        assert time.monotonic() < end, "the command did not end"
        time.sleep(0.1)


@pytest.fixture
def noted(calc: Calc) -> Callable[[str], None]:
    """Note an interpreter where ``segmentbook addin install`` does."""
    path = Path(calc.ask("settings")) / "segmentbook" / "segmentbook.json"
    path.parent.mkdir(parents=True, exist_ok=True)

    def note(text: str) -> None:
        if text:
            path.write_text(text, encoding="utf-8")
        else:
            path.unlink(missing_ok=True)

    note("")
    return note


@pytest.fixture
def sample(app: xlwings.App, book: xlwings.Book, tmp_path: Path) -> xlwings.Book:
    path = tmp_path / "Sample.xlsx"
    create(path, sample=True)
    return app.books.open(path)


def pressed(calc: Calc, book: xlwings.Book, command: str) -> bool:
    return bool(calc.ask("press", document=calc.ask("adopt", uid=book.impl.number), command=command))


def said(app: xlwings.App) -> list[str]:
    return list(app.impl.connection.ask("said"))


def python_with(tmp_path: Path) -> str:
    """This environment's Python, as a program that finds the checkout."""
    root = Path(__file__).parents[2]
    script = tmp_path / "python"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{root}" exec "{sys.executable}" "$@"\n', encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return str(script)


# -- the menu ----------------------------------------------------------------------------------------------------------


def every(listed: tuple[Entry, ...]) -> list[str]:
    return [command for entry in listed for command in ([entry.command] if entry.command else every(entry.below))]


def test_every_command_is_in_the_menu_once() -> None:
    choices = [f"{name}={value}" for name, values in CHOICES.items() for value in values]
    assert sorted(every(entries())) == sorted([*PLAIN, *choices, "cancel"])
    assert all(callable(getattr(commands, name)) for name in (*PLAIN, *CHOICES))


def test_keys_of_one_menu_differ() -> None:
    def keys(listed: tuple[Entry, ...]) -> None:
        found = [entry.title.lower().partition("~")[2][:1] for entry in listed if entry.title]
        assert all(found)
        assert len(set(found)) == len(found), found
        for entry in listed:
            keys(entry.below)

    keys(entries())


def test_calc_shows_the_toolbar_and_the_menu(calc: Calc) -> None:
    bars = dict(calc.ask("configuration", path=f"/org.openoffice.Office.Addons/AddonUI/OfficeToolBar/{TOOLBAR}"))
    titles = [dict(entry).get("Title") for entry in bars.values()]
    assert [title for title in titles if title] == [
        "Refresh",
        "Check data",
        "Filters",
        "Clear filters",
        "Tiering",
        "Cancel",
        "Help",
    ]
    path = "/org.openoffice.Office.UI.CalcWindowState/UIElements/States"
    state = dict(dict(calc.ask("configuration", path=path))[f"private:resource/toolbar/addon_{TOOLBAR}"])
    assert (state["UIName"], state["Visible"], state["Docked"]) == ("Segments", True, True)


# -- pressing ----------------------------------------------------------------------------------------------------------


def test_refresh_brings_the_open_workbook_up_to_date(
    calc: Calc, app: xlwings.App, sample: xlwings.Book, noted: Callable[[str], None], tmp_path: Path
) -> None:
    noted(json.dumps({"python": python_with(tmp_path)}))
    segments = sample.sheets["Segments"].tables["Segments"]
    row = segments.columns["Code"].data_body_range.value.index("HL")
    segments.columns["Name"].data_body_range[row].raw_value = "The best of all"
    results = sample.sheets["SegmentResults"].tables["SegmentResults"]
    assert "The best of all" not in results.columns["Segment Name"].data_body_range.value
    assert pressed(calc, sample, "refresh")
    waited(lambda: not calc.ask("busy"))
    assert said(app) == []
    assert "The best of all" in results.columns["Segment Name"].data_body_range.value
    assert (app.screen_updating, app.calculation) == (True, "automatic")


def test_a_command_with_a_choice(
    calc: Calc, app: xlwings.App, sample: xlwings.Book, noted: Callable[[str], None], tmp_path: Path
) -> None:
    noted(json.dumps({"python": python_with(tmp_path)}))
    assert pressed(calc, sample, "value_basis=MRR per Seat")
    waited(lambda: not calc.ask("busy"))
    assert said(app) == []
    settings = dict(
        sample.sheets["Settings"].range("A5").expand().options(ndim=2).value
        and [row[:2] for row in sample.sheets["Settings"].range("A5").expand().value]
    )
    assert settings["Value Basis"] == "MRR per Seat"


def test_what_a_command_says_is_said_in_calc(
    calc: Calc, app: xlwings.App, book: xlwings.Book, noted: Callable[[str], None], tmp_path: Path
) -> None:
    noted(json.dumps({"python": python_with(tmp_path)}))
    assert pressed(calc, book, "refresh")  # an empty workbook that was never saved
    waited(lambda: not calc.ask("busy"))
    (text,) = said(app)
    assert "never been saved" in text


def test_nothing_else_is_started(calc: Calc, book: xlwings.Book, noted: Callable[[str], None], tmp_path: Path) -> None:
    noted(json.dumps({"python": python_with(tmp_path)}))
    for command in ("as_of=1999", "os.system", "refresh; rm", "", "refresh=1"):
        assert not pressed(calc, book, command)


def test_without_segmentbook_the_button_says_how_to_get_it(
    calc: Calc, app: xlwings.App, book: xlwings.Book, noted: Callable[[str], None], tmp_path: Path
) -> None:
    assert not pressed(calc, book, "refresh")
    noted("not json")
    assert not pressed(calc, book, "refresh")
    noted(json.dumps({"python": str(tmp_path / "gone")}))
    assert not pressed(calc, book, "refresh")
    told = said(app)
    assert [text.partition(".")[0] for text in told] == [
        "Segmentbook itself is not installed yet: this is its button for Calc",
        told[1].partition(".")[0],
        f"The Python that had Segmentbook is gone: {tmp_path / 'gone'}",
    ]
    assert "does not say which Python has Segmentbook" in told[1]
    assert all(text.endswith("pip install segmentbook\n    segmentbook addin install") for text in told)


def test_a_python_without_segmentbook(
    calc: Calc, app: xlwings.App, book: xlwings.Book, noted: Callable[[str], None], tmp_path: Path
) -> None:
    script = tmp_path / "python"
    script.write_text('#!/bin/sh\necho "No module named addin" >&2\nexit 1\n', encoding="utf-8")
    script.chmod(0o755)
    noted(json.dumps({"python": str(script)}))
    assert pressed(calc, book, "refresh")
    waited(lambda: not calc.ask("busy"))
    told: list[str] = []
    waited(lambda: bool(told.extend(said(app)) or told))
    assert told[0].startswith("Segmentbook could not be started: No module named addin")


def test_one_at_a_time_and_cancel(
    calc: Calc, app: xlwings.App, book: xlwings.Book, noted: Callable[[str], None], tmp_path: Path
) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    script.chmod(0o755)
    noted(json.dumps({"python": str(script)}))
    assert pressed(calc, book, "refresh")
    assert not pressed(calc, book, "check")
    assert said(app) == ["Segmentbook is at work already. Segments > Cancel ends it."]
    began = time.monotonic()
    calc.ask("cancel")
    waited(lambda: not calc.ask("busy"))
    assert time.monotonic() - began < 30
    told: list[str] = []
    waited(lambda: bool(told.extend(said(app)) or told))
    assert told == ["Cancelled. What had been written by then stays; refresh again to complete it."]


# -- the other side ----------------------------------------------------------------------------------------------------


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SEGMENTBOOK_CALC_")}
    return subprocess.run(
        [sys.executable, "-m", "addin.calc.run", *arguments],
        capture_output=True,
        text=True,
        env={**kept, **environment},
        cwd=Path(__file__).parents[2],
        check=False,
    )


def test_the_program_without_libreoffice() -> None:
    done = run("refresh")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "LibreOffice did not start this program. Press the button in its Segments toolbar.\n"


@pytest.mark.parametrize("arguments", [(), ("eval",), ("refresh", "check"), ("as_of=1999",), ("refresh=1",)])
def test_the_program_with_an_unknown_command(arguments: tuple[str, ...]) -> None:
    done = run(*arguments, SEGMENTBOOK_CALC_PORT="1", SEGMENTBOOK_CALC_TOKEN="x")  # noqa: S106 - no secret
    assert done.returncode == 2
    assert done.stderr.startswith("usage: python -m addin.calc.run COMMAND")


def test_where_the_interpreter_is_noted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from addin.install.planning import CALC_SETTINGS
    from addin.install.system import System

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings_file() == System.here().settings / CALC_SETTINGS
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(json.dumps({"python": sys.executable}), encoding="utf-8")
    assert interpreter() == sys.executable
