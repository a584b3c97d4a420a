"""Carries a plan out, or shows it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from addin.errors import AddinError
from addin.install.steps import AddExtension, Plan, RemoveExtension, RemoveFile, RemoveFolder, Step, WriteFile
from addin.install.system import System
from addin.xlam import ADD_IN

__all__ = ["perform", "shown"]

_SECONDS = 180


def shown(plan: Plan) -> Iterator[str]:
    """Say what a plan would do, line by line."""
    for step in plan.steps:
        match step:
            case WriteFile(path, content, text):
                verb = "replace" if path.exists() else "write"
                lines = text.splitlines()
                about = f"{len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}"
                yield f"Would {verb} {path}" + ("" if lines else f" ({about})")
                yield from (f"    {line}" for line in lines)
            case AddExtension(program, file_name, content):
                about = f"{len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}"
                yield f"Would run {program} add --force --suppress-license {file_name} ({about})"
            case RemoveExtension(program, identifier):
                yield f"Would run {program} remove {identifier}, if LibreOffice has it"
            case RemoveFile(path):
                yield f"Would remove {path}"
            case RemoveFolder(path):
                yield f"Would remove the folder {path}, if nothing else is in it"


def perform(plan: Plan, system: System, say: Callable[[str], None] = lambda _: None) -> None:
    """Do what a plan says, after a look whether a file is in use.

    Parameters
    ----------
    plan
        From the same system.
    system
        The machine.
    say
        Takes a line for each thing done.

    Raises
    ------
    AddinError
        A file is in use or may not be written, or LibreOffice refused.
    """
    for step in plan.steps:
        if isinstance(step, WriteFile | RemoveFile) and step.path.exists():
            with _explained(step.path, system), step.path.open("r+b"):
                pass  # Excel keeps what it has open from being written
        elif isinstance(step, AddExtension):
            _require_closed(system)
    made: list[Path] = []
    try:
        for step in plan.steps:
            _do(step, system, made, say)
    finally:
        if made:
            _note(plan.record, made, system)


def _do(step: Step, system: System, made: list[Path], say: Callable[[str], None]) -> None:
    match step:
        case WriteFile(path, content):
            with _explained(path, system):
                made += _folders(path.parent)
                _write(path, content)
            say(f"Wrote {path}.")
        case AddExtension(program, file_name, content):
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / file_name
                file.write_bytes(content)
                _run(system, program, "add", "--force", "--suppress-license", str(file))
            say(f"Added {file_name} to LibreOffice.")
        case RemoveExtension(program, identifier):
            if identifier in _run(system, program, "list"):
                _require_closed(system)
                _run(system, program, "remove", identifier)
                say("Removed the extension from LibreOffice.")
        case RemoveFile(path):
            with _explained(path, system):
                path.unlink(missing_ok=True)
            say(f"Removed {path}.")
        case RemoveFolder(path):
            with contextlib.suppress(OSError):  # something else is in it: it stays
                path.rmdir()
                say(f"Removed {path}.")


def _require_closed(system: System) -> None:
    if system.office_lock.exists():
        raise AddinError(
            "LibreOffice is open: close it, its Quickstarter too, then run this again (if it is not open, start it and "
            f"close it: it left {system.office_lock} behind)"
        )


def _folders(wanted: Path) -> list[Path]:
    """Make a folder and those above it; gives the ones that were not there."""
    missing = [folder for folder in (wanted, *wanted.parents) if not folder.exists()]
    wanted.mkdir(parents=True, exist_ok=True)
    return missing


def _write(path: Path, content: bytes) -> None:
    """Write it beside and move it over: it is the old file or the new one, never half of it."""
    new = path.with_name(path.name + ".new")
    try:
        new.write_bytes(content)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _note(record: Path, made: list[Path], system: System) -> None:
    """Note the folders that were made, with those noted before."""
    with _explained(record, system):
        made += _folders(record.parent)
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            made += map(Path, json.loads(record.read_text(encoding="utf-8"))["folders"])
        folders = sorted({str(folder) for folder in made})
        _write(record, (json.dumps({"folders": folders}, ensure_ascii=False, indent=2) + "\n").encode())


@contextlib.contextmanager
def _explained(path: Path, system: System) -> Iterator[None]:
    """One line for what the system refuses."""
    try:
        yield
    except PermissionError:
        if path.name == ADD_IN and system.platform == "windows":
            message = f"{path} is in use: close Excel, then run this again"
        elif system.platform == "macos":
            message = (
                f"{path}: macOS does not let this program write there; quit Excel, allow your terminal under System "
                "Settings > Privacy & Security > App Management, and run this again"
            )
        else:
            message = f"{path} cannot be changed: another program uses it, or it is write-protected"
        raise AddinError(message) from None
    except OSError as error:
        raise AddinError(f"{path}: {error.strerror or error}") from None


def _run(system: System, program: Path, *arguments: str) -> str:
    """What LibreOffice's installer of extensions says."""
    try:
        done = subprocess.run(  # noqa: S603 - a program of the user's own, named by the PATH or a usual place
            [str(program), *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            env=_plain(system),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise AddinError(
            f"{program} did not answer within {_SECONDS} s; close LibreOffice and run this again"
        ) from None
    except OSError as error:
        raise AddinError(f"{program} cannot be run: {error.strerror or error}") from None
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split()) or f"exit status {done.returncode}"
        raise AddinError(f"LibreOffice refused ({said}). If it is open, close it, and run this again")
    return done.stdout


def _plain(system: System) -> dict[str, str]:
    """The environment without this Python's: LibreOffice would take it for the home of its own."""
    kept = {
        name: value for name, value in system.environment.items() if not name.upper().startswith(("PYTHON", "VIRTUAL"))
    }
    own = system.python.parent
    if (own.parent / "pyvenv.cfg").is_file():
        folders = (folder for folder in kept.get("PATH", "").split(os.pathsep) if folder and Path(folder) != own)
        kept["PATH"] = os.pathsep.join(folders)
    return kept
