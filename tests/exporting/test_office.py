"""LibreOffice is found where it stands, and whatever it does, the export comes to an end."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from segmentbook.exporting.office import OfficeMissingError, find_office, office_folders, print_files
from tests.tools import Office

NOT_WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script with a shebang")


def program(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("")
    path.chmod(0o755)
    return path


def test_the_path_goes_before_the_usual_places(tmp_path: Path) -> None:
    usual = program(tmp_path / "usual", "soffice")
    named = program(tmp_path / "named", "soffice")
    assert find_office("linux", {"PATH": str(named.parent)}, [usual.parent]) == named
    assert find_office("linux", {"PATH": str(tmp_path)}, [usual.parent]) == usual
    assert find_office("linux", {"PATH": str(tmp_path)}, [tmp_path]) is None
    assert find_office("linux", {}, []) is None


def test_the_usual_places_of_windows_and_macos(tmp_path: Path) -> None:
    windows = program(tmp_path / "LibreOffice" / "program", "soffice.com")
    program(windows.parent, "soffice.exe")
    environment = {"PROGRAMFILES": str(tmp_path), "PATH": ""}
    folders = tuple(office_folders("windows", tmp_path, environment))
    assert find_office("windows", environment, folders) == windows
    macos = program(tmp_path / "Applications" / "LibreOffice.app" / "Contents" / "MacOS", "soffice")
    assert find_office("macos", {"PATH": ""}, tuple(office_folders("macos", tmp_path, {}))[1:]) == macos


@pytest.mark.parametrize(
    ("platform", "how"),
    [
        ("windows", "Install it free of charge from https://www.libreoffice.org/download"),
        (
            "linux",
            "Install it from your distribution (Debian, Ubuntu: sudo apt install libreoffice-calc) or from "
            "https://www.libreoffice.org/download",
        ),
    ],
)
def test_without_it_the_message_says_how_to_get_it(platform: str, how: str) -> None:
    assert str(OfficeMissingError(platform)) == (  # type: ignore[arg-type]
        f"The PDF pages are drawn by LibreOffice, which was not found on this computer. {how}, then export again; or "
        "open the workbook in Excel and choose File > Export. Nothing was written."
    )


def stand_in(tmp_path: Path, work: str) -> Path:
    """A LibreOffice whose work on each file is ``work``, a few lines of Python."""
    path = tmp_path / "soffice"
    path.write_text(
        f"#!{sys.executable}\nimport os, pathlib, sys, time\n"
        "out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        "for file in map(pathlib.Path, sys.argv[sys.argv.index('--outdir') + 2:]):\n"
        f"    pdf = out / (file.stem + '.pdf')\n{work}"
    )
    path.chmod(0o755)
    return path


def files(tmp_path: Path, number: int) -> list[Path]:
    return [tmp_path / f"{n}.xlsx" for n in range(number)]


@NOT_WINDOWS
def test_a_file_that_is_not_printed_is_named_and_the_others_are_there(tmp_path: Path) -> None:
    office = stand_in(
        tmp_path,
        "    if file.stem == '1':\n        print('Error: source file could not be loaded')\n"
        "    else:\n        pdf.write_text('')\n",
    )
    told: list[int] = []
    found = print_files(office, files(tmp_path, 3), tmp_path, told.append)
    assert found == {tmp_path / "1.xlsx": "Error: source file could not be loaded"}
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["0.pdf", "2.pdf"]
    assert told[-1] == 2


@NOT_WINDOWS
def test_a_file_over_which_it_falls_costs_only_itself(tmp_path: Path) -> None:
    office = stand_in(
        tmp_path,
        "    if file.stem in '13':\n        print('going down', flush=True)\n        os._exit(7)\n"
        "    pdf.write_text('')\n",
    )
    found = print_files(office, files(tmp_path, 5), tmp_path)
    why = "LibreOffice ended with status 7: going down"
    assert found == {tmp_path / "1.xlsx": why, tmp_path / "3.xlsx": why}
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["0.pdf", "2.pdf", "4.pdf"]


@NOT_WINDOWS
def test_one_that_hangs_is_ended_with_what_it_has_started(tmp_path: Path) -> None:
    office = stand_in(
        tmp_path,
        "    if file.stem == '0':\n        (out / f'{os.getpid()}.pid').write_text('')\n        time.sleep(600)\n"
        "    pdf.write_text('')\n",
    )
    found = print_files(office, files(tmp_path, 2), tmp_path, silent_seconds=1.5)
    assert found == {tmp_path / "0.xlsx": "LibreOffice printed nothing for 1.5 seconds and was ended"}
    assert (tmp_path / "1.pdf").exists()
    for started in tmp_path.glob("*.pid"):
        assert not Path(f"/proc/{started.stem}").exists()


@NOT_WINDOWS
def test_a_first_start_that_only_sets_up_is_followed_by_another(tmp_path: Path) -> None:
    office = stand_in(
        tmp_path,
        "    seen = out / 'seen'\n    if not seen.exists():\n        seen.write_text('')\n        os._exit(81)\n"
        "    pdf.write_text('')\n",
    )
    assert print_files(office, files(tmp_path, 2), tmp_path) == {}


def test_what_is_no_workbook_is_said_by_libreoffice_itself(office: Office, tmp_path: Path) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04 no workbook")
    found = print_files(Path(office.program), [bad], tmp_path / "out")
    assert list(found) == [bad]
