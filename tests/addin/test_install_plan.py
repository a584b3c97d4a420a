"""What installing would do on each platform, planned on any: homes are folders of a test."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from addin.calc.build import build_oxt
from addin.errors import AddinError
from addin.install import System, install_plan, perform, shown, uninstall_plan
from addin.install.steps import AddExtension, RemoveExtension, WriteFile
from addin.install.system import office_folders
from addin.support import GUIDE_NAME, LOG_NAME, state_folder
from addin.xlam import xlam_bytes
from addin.xlwings_vba import apple_script, pinned_version

DLLS = tuple(f"xlwings{bits}-{pinned_version()}.dll" for bits in (64, 32))


@pytest.fixture
def windows(tmp_path: Path) -> System:
    """A virtual environment, and a user who has never started Excel."""
    python = tmp_path / "env" / "Scripts" / "python.exe"
    python.parent.mkdir(parents=True)
    for file in (python, python.with_name("pythonw.exe"), *(tmp_path / "env" / name for name in DLLS)):
        file.touch()
    home = tmp_path / "Users" / "ann"
    environment = {"APPDATA": str(home / "AppData" / "Roaming"), "USERPROFILE": str(home), "PATH": ""}
    home.mkdir(parents=True)
    return System("windows", home, environment, python, (), "cp1252")


@pytest.fixture
def macos(tmp_path: Path) -> System:
    home = tmp_path / "Users" / "ann"
    (home / "Library" / "Group Containers" / "UBF8T346G9.Office").mkdir(parents=True)
    return System("macos", home, {"PATH": ""}, tmp_path / "env" / "bin" / "python", (), "mac_roman")


@pytest.fixture
def linux(tmp_path: Path) -> System:
    return System("linux", tmp_path / "home" / "ann", {"PATH": ""}, Path("/env/bin/python"), (), "utf-8")


def with_office(system: System, tmp_path: Path) -> System:
    folder = tmp_path / "LibreOffice" / "program"
    folder.mkdir(parents=True)
    (folder / ("unopkg.com" if system.platform == "windows" else "unopkg")).touch()
    return System(system.platform, system.home, system.environment, system.python, (folder,), system.encoding)


def files(system: System) -> dict[str, bytes]:
    """What would be written, by its place under the home."""
    steps = install_plan(system).steps
    return {
        step.path.relative_to(system.home).as_posix(): step.content for step in steps if isinstance(step, WriteFile)
    }


def settings_of(content: bytes, encoding: str) -> dict[str, str]:
    """As VBA's ``Input #`` reads them."""
    return dict(csv.reader(content.decode(encoding).splitlines()))


def everything(folder: Path) -> dict[str, bytes | None]:
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


# -- Windows ----------------------------------------------------------------------------------------------------------


def test_windows_gets_the_add_in_and_a_configuration(windows: System) -> None:
    written = files(windows)
    assert list(written) == [
        "AppData/Roaming/Microsoft/Excel/XLSTART/segmentbook.xlam",
        ".segmentbook/segmentbook.conf",
    ]
    assert written["AppData/Roaming/Microsoft/Excel/XLSTART/segmentbook.xlam"] == xlam_bytes()
    configuration = written[".segmentbook/segmentbook.conf"]
    assert settings_of(configuration, "cp1252") == {
        "INTERPRETER_WIN": str(windows.python.with_name("pythonw.exe")),
        "PYTHONPATH": "",
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
        "UDF MODULES": "udfs",
        "USE UDF SERVER": "True",
        "DEBUG UDFS": "False",
        "SHOW CONSOLE": "False",
    }
    assert configuration.count(b"\r\n") == configuration.count(b"\n") == 7


def test_what_the_configuration_says_is_what_the_vba_asks_for(windows: System) -> None:
    from addin.xlwings_vba import xlwings_modules

    text = xlwings_modules()[0].text
    for name in settings_of(files(windows)[".segmentbook/segmentbook.conf"], "cp1252"):
        assert f'GetConfig("{name}"' in text, name


def test_windows_without_pythonw_takes_python(windows: System) -> None:
    windows.python.with_name("pythonw.exe").unlink()
    configuration = files(windows)[".segmentbook/segmentbook.conf"]
    assert settings_of(configuration, "cp1252")["INTERPRETER_WIN"] == str(windows.python)


def test_a_conda_environment_is_activated_first(windows: System, tmp_path: Path) -> None:
    python = tmp_path / "miniforge" / "envs" / "cs" / "python.exe"
    python.parent.mkdir(parents=True)
    for name in ("python.exe", "pythonw.exe", *DLLS):
        (python.parent / name).touch()
    environment = {
        **windows.environment,
        "CONDA_PREFIX": str(python.parent),
        "CONDA_EXE": str(tmp_path / "miniforge" / "Scripts" / "conda.exe"),
        "CONDA_DEFAULT_ENV": "cs",
    }
    system = System("windows", windows.home, environment, python, (), "cp1252")
    rows = settings_of(files(system)[".segmentbook/segmentbook.conf"], "cp1252")
    assert (rows["INTERPRETER_WIN"], rows["CONDA PATH"], rows["CONDA ENV"]) == (
        "pythonw",
        str(tmp_path / "miniforge"),
        "cs",
    )
    elsewhere = System("windows", windows.home, environment, windows.python, (), "cp1252")
    assert "CONDA PATH" not in settings_of(files(elsewhere)[".segmentbook/segmentbook.conf"], "cp1252")


@pytest.mark.parametrize("name", DLLS)
def test_a_missing_dll_is_said(windows: System, name: str) -> None:
    folder = windows.python.parent
    (folder.parent / name).rename(folder.parent / "xlwings64-0.1.dll")
    others = sorted({*DLLS, "xlwings64-0.1.dll"} - {name})
    with pytest.raises(AddinError) as refused:
        install_plan(windows)
    assert str(refused.value) == (
        f"{name} is neither in {folder} nor in {folder.parent} (there: {', '.join(others)}): Excel reaches Python "
        "through it. Install Segmentbook into a virtual environment (python -m venv), not with --user nor into the "
        "Store's Python"
    )


def test_a_path_that_excel_cannot_read_is_refused(windows: System) -> None:
    folder = windows.python.parent.parent
    folder.rename(folder.with_name("łódź"))
    system = System(
        "windows", windows.home, windows.environment, folder.with_name("łódź") / "Scripts" / "python.exe", (), "cp1252"
    )
    with pytest.raises(AddinError, match="Excel cannot read the letters 'ł' of this path"):
        install_plan(system)
    assert install_plan(System("windows", windows.home, windows.environment, system.python, (), "cp1250"))


def test_windows_with_libreoffice_gets_both(windows: System, tmp_path: Path) -> None:
    both = with_office(windows, tmp_path)
    assert list(files(both)) == [*files(windows), "AppData/Roaming/Segmentbook/segmentbook.json"]
    (step,) = (step for step in install_plan(both).steps if isinstance(step, AddExtension))
    assert step.program.name == "unopkg.com"
    assert install_plan(both).notes == (
        "Excel: start it anew; the tab Segments and the formulas are there.",
        "LibreOffice: start it anew; the formulas and Tools > Segmentbook are there.",
    )


# -- macOS ------------------------------------------------------------------------------------------------------------


def test_macos_gets_the_add_in_its_script_and_a_configuration(macos: System) -> None:
    written = files(macos)
    startup = "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
    assert list(written) == [
        f"{startup}/segmentbook.xlam",
        "Library/Application Scripts/com.microsoft.Excel/segmentbook.applescript",
        "Library/Containers/com.microsoft.Excel/Data/segmentbook.conf",
    ]
    assert written[f"{startup}/segmentbook.xlam"] == xlam_bytes()
    script = written["Library/Application Scripts/com.microsoft.Excel/segmentbook.applescript"]
    assert script.decode() == apple_script()
    configuration = written["Library/Containers/com.microsoft.Excel/Data/segmentbook.conf"]
    assert settings_of(configuration, "mac_roman") == {
        "INTERPRETER_MAC": str(macos.python),
        "PYTHONPATH": "",
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
    }


def test_macos_says_what_formulas_need(macos: System) -> None:
    assert any(
        "Formulas such as =SEGMENT(...) need Excel on Windows, or LibreOffice" in n for n in install_plan(macos).notes
    )


def test_macos_without_excel_and_libreoffice_is_told_both(macos: System) -> None:
    (macos.home / "Library" / "Group Containers" / "UBF8T346G9.Office").rmdir()
    with pytest.raises(AddinError) as refused:
        install_plan(macos)
    assert "Excel was not found" in str(refused.value)
    assert "LibreOffice was not found" in str(refused.value)


# -- LibreOffice ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {}, ".config/segmentbook"),
        ("linux", {"XDG_CONFIG_HOME": "settings"}, "settings/segmentbook"),
        ("macos", {}, "Library/Application Support/Segmentbook"),
        ("windows", {"APPDATA": "roaming"}, "roaming/Segmentbook"),
        ("windows", {}, "AppData/Roaming/Segmentbook"),
    ],
)
def test_the_button_of_calc_learns_of_this_python(
    platform: str, environment: dict[str, str], folder: str, tmp_path: Path
) -> None:
    here = {name: str(tmp_path / value) for name, value in environment.items()}
    system = with_office(System(platform, tmp_path, {"PATH": "", **here}, tmp_path / "é" / "python"), tmp_path)  # type: ignore[arg-type]
    steps = install_plan(system, calc=True).steps
    assert [type(step) for step in steps] == [WriteFile, AddExtension]
    written, added = steps
    assert isinstance(written, WriteFile)
    assert isinstance(added, AddExtension)
    assert written.path == tmp_path / folder / "segmentbook.json"
    assert json.loads(written.content) == {"python": str(tmp_path / "é" / "python")}
    assert added.content == build_oxt(tmp_path / "built.oxt").read_bytes()


def test_linux_without_libreoffice_is_told_so(linux: System) -> None:
    for chosen in ({}, {"calc": True}):
        with pytest.raises(
            AddinError, match=r"LibreOffice was not found \(no unopkg on the PATH or in the usual places\)"
        ):
            install_plan(linux, **chosen)


def test_linux_has_no_excel(linux: System, tmp_path: Path) -> None:
    with pytest.raises(AddinError, match=r"^There is no Excel for this platform\.$"):
        install_plan(with_office(linux, tmp_path), excel=True)


def test_libreoffice_on_the_path_comes_first(linux: System, tmp_path: Path) -> None:
    system = with_office(linux, tmp_path)
    mine = tmp_path / "mine" / "unopkg"
    mine.parent.mkdir()
    mine.touch()
    assert system.unopkg() == tmp_path / "LibreOffice" / "program" / "unopkg"
    elsewhere = System("linux", linux.home, {"PATH": str(mine.parent)}, linux.python, system.office_folders)
    assert elsewhere.unopkg() == mine


# -- there and back ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["windows", "macos"])
def test_installed_twice_and_removed_leaves_what_was_there(name: str, request: pytest.FixtureRequest) -> None:
    system: System = request.getfixturevalue(name)
    before = everything(system.home)
    perform(install_plan(system), system)
    once = everything(system.home)
    perform(install_plan(system), system)
    assert everything(system.home) == once
    assert sum(content is not None for content in once.values()) == len(files(system)) + 1  # and the record of folders
    perform(uninstall_plan(system), system)
    assert everything(system.home) == before
    assert not [step for step in uninstall_plan(system).steps if not isinstance(step, RemoveExtension)]


def test_removing_leaves_what_others_put_beside_it(windows: System) -> None:
    perform(install_plan(windows), windows)
    assert windows.excel_startup is not None
    theirs = windows.excel_startup / "theirs.xlam"
    theirs.write_bytes(b"theirs")
    perform(uninstall_plan(windows), windows)
    assert [str(path) for path in windows.home.rglob("*") if path.is_file()] == [str(theirs)]


@pytest.mark.parametrize("name", ["windows", "macos", "linux"])
def test_the_log_and_the_guide_go_too(name: str, request: pytest.FixtureRequest) -> None:
    system: System = request.getfixturevalue(name)
    folder = state_folder(system)
    folder.mkdir(parents=True)
    for file in (LOG_NAME, f"{LOG_NAME}.1", f"{LOG_NAME}.2", GUIDE_NAME, "0123456789abcdef.lock"):
        (folder / file).touch()
    (folder / "theirs.txt").touch()
    perform(uninstall_plan(system), system)
    assert [path.name for path in folder.iterdir()] == ["theirs.txt"]
    (folder / "theirs.txt").unlink()
    perform(uninstall_plan(system), system)
    assert not folder.exists()


def test_folders_that_were_there_before_stay(windows: System) -> None:
    assert windows.excel_startup is not None
    windows.excel_startup.mkdir(parents=True)
    perform(install_plan(windows), windows)
    perform(uninstall_plan(windows), windows)
    assert windows.excel_startup.is_dir()


def test_a_lost_record_leaves_only_folders(windows: System) -> None:
    perform(install_plan(windows), windows)
    (windows.settings / "installed.json").write_text("{", encoding="utf-8")
    perform(uninstall_plan(windows), windows)
    assert not [path for path in windows.home.rglob("*") if path.is_file()]
    assert not (windows.home / ".segmentbook").exists()


def test_a_newer_add_in_takes_the_place_of_the_old_one(windows: System) -> None:
    perform(install_plan(windows), windows)
    assert windows.excel_startup is not None
    (windows.excel_startup / "segmentbook.xlam").write_bytes(b"of an older version")
    lines = list(shown(install_plan(windows)))
    assert lines[0].startswith(f"Would replace {windows.excel_startup / 'segmentbook.xlam'} (")
    perform(install_plan(windows), windows)
    assert (windows.excel_startup / "segmentbook.xlam").read_bytes() == xlam_bytes()


@pytest.mark.parametrize("name", ["windows", "macos"])
def test_a_dry_run_shows_every_file_and_its_text_and_writes_nothing(name: str, request: pytest.FixtureRequest) -> None:
    system: System = request.getfixturevalue(name)
    before = everything(system.home)
    plan = install_plan(system)
    lines = list(shown(plan))
    assert everything(system.home) == before
    for step in plan.steps:
        assert isinstance(step, WriteFile)
        (position,) = (n for n, line in enumerate(lines) if line.startswith(f"Would write {step.path}"))
        text = step.text.splitlines()
        assert lines[position + 1 : position + 1 + len(text)] == [f"    {line}" for line in text]
        assert text or "SHA-256" in lines[position]


def test_a_dry_run_of_removing_shows_what_goes(windows: System) -> None:
    perform(install_plan(windows), windows)
    before = everything(windows.home)
    lines = list(shown(uninstall_plan(windows)))
    assert everything(windows.home) == before
    for path in (path for path in windows.home.rglob("*") if path.is_file()):
        assert f"Would remove {path}" in lines
    assert f"Would remove the folder {windows.settings}, if nothing else is in it" in lines


class Locked:
    """A file that another program keeps from being opened, as Excel does on Windows."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        really_open = Path.open

        def refuse(self: Path, *arguments: str, **named: str) -> object:
            if self == path:
                raise PermissionError(13, "Permission denied", str(self))
            return really_open(self, *arguments, **named)  # type: ignore[call-overload]

        monkeypatch.setattr(Path, "open", refuse)


@pytest.mark.parametrize("planned", [install_plan, uninstall_plan])
def test_excel_that_is_running_is_one_clear_line_and_nothing_is_changed(
    planned: object, windows: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    perform(install_plan(windows), windows)
    assert windows.excel_startup is not None
    add_in = windows.excel_startup / "segmentbook.xlam"
    windows.excel_configuration.write_bytes(b"as it was")
    plan = planned(windows)  # type: ignore[operator]
    before = everything(windows.home)
    with monkeypatch.context() as patch:
        Locked(add_in, patch)
        with pytest.raises(AddinError) as refused:
            perform(plan, windows)
    assert str(refused.value) == f"{add_in} is in use: close Excel, then run this again"
    assert everything(windows.home) == before


def test_other_refusals_name_the_file(macos: System, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = install_plan(macos)

    def refuse(self: Path, content: bytes) -> int:
        raise PermissionError(1, "Operation not permitted", str(self))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(
        AddinError, match="macOS does not let this program write there; quit Excel, allow your terminal"
    ):
        perform(plan, macos)


def test_a_disk_that_is_full_leaves_the_old_file(windows: System, monkeypatch: pytest.MonkeyPatch) -> None:
    perform(install_plan(windows), windows)
    before = everything(windows.home)

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:10])
        raise OSError(28, "No space left on device", str(self))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(AddinError, match=r"segmentbook\.xlam: No space left on device"):
            perform(install_plan(windows), windows)
    assert everything(windows.home) == before


def test_where_libreoffice_usually_is() -> None:
    roots = {"PROGRAMW6432": "/p64", "PROGRAMFILES": "/p", "PROGRAMFILES(X86)": "/p86", "LOCALAPPDATA": "/local"}
    home = Path("/home/ann")
    assert [folder.as_posix() for folder in office_folders("windows", home, roots)] == [
        "/p64/LibreOffice/program",
        "/p/LibreOffice/program",
        "/p86/LibreOffice/program",
        "/local/Programs/LibreOffice/program",
    ]
    assert [folder.as_posix() for folder in office_folders("macos", home, {})] == [
        "/Applications/LibreOffice.app/Contents/MacOS",
        "/home/ann/Applications/LibreOffice.app/Contents/MacOS",
    ]
    assert Path("/usr/lib/libreoffice/program") in list(office_folders("linux", home, {}))


def test_this_machine_can_be_asked() -> None:
    system = System.here()
    assert system.python.exists()
    assert system.settings.is_absolute()
    assert system.platform in ("windows", "macos", "linux")
