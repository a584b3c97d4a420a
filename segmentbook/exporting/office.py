"""LibreOffice, which draws our pages: where it is found, and how it prints many files in one run.

It runs with a profile of its own that is thrown away, so that an open LibreOffice of the user's is not disturbed, with
macros and links to other files off, and recalculates what it opens.
"""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from segmentbook.errors import WorkbookError

__all__ = ["OfficeMissingError", "Platform", "find_office", "office_folders", "print_files", "this_platform"]

Platform = Literal["windows", "macos", "linux"]

FILES_A_RUN = 100
"""Files that one run prints; a command line has an end, and so has LibreOffice's memory."""
SILENT_SECONDS = 300.0
"""A run that has printed nothing for so long hangs."""
ENDING_SECONDS = 30.0

_PLATFORMS: Mapping[str, Platform] = {"win32": "windows", "darwin": "macos"}
_LINUX_FOLDERS = ("/usr/bin", "/usr/local/bin", "/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program")
_PROGRAMS = ("soffice", "libreoffice")
_GET_IT = {
    "windows": "Install it free of charge from https://www.libreoffice.org/download",
    "macos": "Install it free of charge from https://www.libreoffice.org/download",
    "linux": "Install it from your distribution (Debian, Ubuntu: sudo apt install libreoffice-calc) or from "
    "https://www.libreoffice.org/download",
}

_CALC, _SCRIPTING = "/org.openoffice.Office.Calc", "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS = (
    (f"{_CALC}/Formula/Load", "OOXMLRecalcMode", "0"),  # always: the pages are of the figures that stand beside them
    (f"{_CALC}/Content/Update", "Link", "2"),  # never
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "DisableActiveContent", "true"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
)


class OfficeMissingError(WorkbookError):
    """There is no LibreOffice on this computer."""

    def __init__(self, platform: Platform) -> None:
        super().__init__(
            f"The PDF pages are drawn by LibreOffice, which was not found on this computer. {_GET_IT[platform]}, then "
            "export again; or open the workbook in Excel and choose File > Export. Nothing was written."
        )


def this_platform() -> Platform:
    """Windows, macOS, or any other as "linux"."""
    return _PLATFORMS.get(sys.platform, "linux")


def office_folders(platform: Platform, home: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    """Give the folders in which LibreOffice's programs usually stand, the likeliest first."""
    if platform == "windows":
        for variable in ("PROGRAMW6432", "PROGRAMFILES", "PROGRAMFILES(X86)"):
            if root := environment.get(variable):
                yield Path(root) / "LibreOffice" / "program"
        if root := environment.get("LOCALAPPDATA"):
            yield Path(root) / "Programs" / "LibreOffice" / "program"
    elif platform == "macos":
        for applications in (Path("/Applications"), home / "Applications"):
            yield applications / "LibreOffice.app" / "Contents" / "MacOS"
    else:
        yield from map(Path, _LINUX_FOLDERS)
        yield from sorted(Path("/opt").glob("libreoffice*/program"), reverse=True)


def find_office(
    platform: Platform | None = None,
    environment: Mapping[str, str] | None = None,
    folders: Sequence[Path] | None = None,
) -> Path | None:
    """LibreOffice's program: on the PATH, else in the usual places; None where there is none.

    Parameters
    ----------
    platform, environment
        Of this machine where left out.
    folders
        Where to look beside the PATH; None: the usual places.
    """
    platform = platform or this_platform()
    environment = os.environ if environment is None else environment
    # On Windows soffice.exe leaves its console at once; soffice.com stays till the work is done.
    names = ("soffice.com", "soffice.exe") if platform == "windows" else _PROGRAMS
    for name in names:
        if found := shutil.which(name, path=environment.get("PATH", "")):
            return Path(found)
    if folders is None:
        folders = tuple(office_folders(platform, Path.home(), environment))
    places = (folder / name for folder in folders for name in names)
    return next((place for place in places if place.is_file()), None)


def print_files(
    program: Path,
    files: Sequence[Path],
    folder: Path,
    progress: Callable[[int], None] = lambda printed: None,
    silent_seconds: float = SILENT_SECONDS,
) -> dict[Path, str]:
    """Print workbooks into a folder, as PDF files of their names; gives why for each that could not be.

    Parameters
    ----------
    program
        LibreOffice.
    files
        Workbooks whose names differ.
    progress
        Is told how many files have been printed so far.
    silent_seconds
        A run that prints nothing for so long is ended.
    """
    failures: dict[Path, str] = {}
    pending = list(files)
    with tempfile.TemporaryDirectory(prefix="segmentbook-office-", ignore_cleanup_errors=True) as made:
        profile = Path(made)
        _write_settings(profile)

        def printed(file: Path) -> bool:
            return (folder / f"{file.stem}.pdf").is_file()

        def tell() -> None:
            progress(sum(map(printed, files)))

        again = True  # a first start may only have set up the profile
        while pending:
            batch = pending[:FILES_A_RUN]
            ended_well, said = _run(program, profile, batch, folder, tell, silent_seconds)
            left = [file for file in batch if not printed(file)]
            if left == batch and again:
                again = False
                continue
            # A run that ended well has tried them all; one that did not fell over the first of those that are left.
            failed = left if ended_well else left[:1]
            failures |= dict.fromkeys(failed, said)
            pending = [file for file in pending if not printed(file) and file not in failures]
    return failures


def _write_settings(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    user = profile / "user"
    user.mkdir()
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>\n",
        encoding="utf-8",
    )


def _run(
    program: Path, profile: Path, files: Sequence[Path], folder: Path, tell: Callable[[], None], silent_seconds: float
) -> tuple[bool, str]:
    """One run; gives whether it came to its end, and the last that it said."""
    command = [
        str(program),
        "--headless",
        "--norestore",
        "--nologo",
        f"-env:UserInstallation={profile.absolute().as_uri()}",
        "--convert-to",
        "pdf:calc_pdf_Export",
        "--outdir",
        str(folder),
        *map(str, files),
    ]
    own_group = sys.platform != "win32"
    try:
        process = subprocess.Popen(  # noqa: S603 - the program that was found, and files of ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=own_group,
        )
    except OSError as error:
        raise WorkbookError(
            f"LibreOffice ({program}) could not be started: {error.strerror}. Nothing was written."
        ) from error
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_listen, args=(process, lines), daemon=True).start()
    last = ""
    try:
        while (line := lines.get(timeout=silent_seconds)) is not None:
            last = line.strip() or last
            tell()
        status = process.wait(ENDING_SECONDS)
    except (queue.Empty, subprocess.TimeoutExpired):
        return False, f"LibreOffice printed nothing for {silent_seconds:g} seconds and was ended"
    finally:
        _end(process)
        tell()
    if status:
        return False, f"LibreOffice ended with status {status}{': ' if last else ''}{last}"
    return True, last or "LibreOffice did not print it and did not say why"


def _listen(process: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    assert process.stdout is not None  # noqa: S101 - for mypy: it was asked for
    with process.stdout:
        for line in process.stdout:
            lines.put(line)
    lines.put(None)


def _end(process: subprocess.Popen[str]) -> None:
    """End what still runs: the program that was started, and the one that it has started."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        taskkill = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "taskkill.exe"
        subprocess.run(  # noqa: S603 - Windows' own program, and a process of ours
            [str(taskkill), "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False
        )
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(ENDING_SECONDS)
