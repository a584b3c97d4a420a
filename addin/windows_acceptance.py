"""What a person with Excel on Windows runs once: ``python -m addin.windows_acceptance``.

Installs the add-in, starts Excel, makes the checks of :mod:`addin.acceptance.checks`, removes the add-in, and writes a
report. Nothing of the user's is opened or changed; if the add-in was installed before, it is removed as well.
"""

from __future__ import annotations

import hashlib
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

from addin.acceptance.checks import Case, checked, lay_traps
from addin.acceptance.report import Finding, report
from addin.acceptance.running import Running
from addin.errors import AddinError
from addin.install import System, install_plan, perform, uninstall_plan
from addin.xlam import ADD_IN, xlam_bytes

__all__ = ["REPORT", "accept", "main"]

REPORT = "segmentbook-acceptance.md"
"""The report's name; it is written into the current folder."""


def accept(
    system: System,
    start: Callable[[Path], Running],
    folder: Path,
    ask: Callable[[str], str],
    say: Callable[[str], None],
) -> tuple[list[Finding], dict[str, str]]:
    """Install, check, remove; gives what was found and the versions of what took part.

    Parameters
    ----------
    system
        The machine to install on.
    start
        Starts Excel with a workbook.
    folder
        For the workbooks of the checks; traps are laid in it.
    ask
        Asks the person in front of the screen; gives the answer.
    say
        Takes a line for each thing done.

    Raises
    ------
    AddinError
        The add-in cannot be installed here.
    """
    from segmentbook.workbook.template import create

    startup = system.excel_startup
    if startup is None:
        raise AddinError("There is no Excel here")
    versions = {"Segmentbook": version("segmentbook"), "xlwings": version("xlwings"), "Python": sys.version}
    perform(uninstall_plan(system), system)
    places = (startup, system.excel_configuration.parent, system.settings)
    before = list(_there(places))
    perform(install_plan(system, excel=True), system, say)
    findings = [_installed(startup / ADD_IN)]
    sample = folder / "sample.xlsx"
    create(sample, sample=True)
    running: Running | None = None
    try:
        lay_traps(folder, folder / "canary.txt")
        running = start(sample)
        versions.update(running.versions())
        for finding in checked(Case(running, startup / ADD_IN, sample, folder, ask)):
            say(f"{finding.outcome}: {finding.check}")
            findings.append(finding)
    finally:
        if running is not None:
            running.quit()
        perform(uninstall_plan(system), system, say)
    left = [str(path) for path in _there(places) if path not in before]
    findings.append(Finding("Removed without a trace", "failed" if left else "passed", tuple(left)))
    return findings, versions


def _installed(add_in: Path) -> Finding:
    """The file that Excel will load is the one that is built from the reviewed texts."""
    found, built = (hashlib.sha256(content).hexdigest() for content in (add_in.read_bytes(), xlam_bytes()))
    wrong = () if found == built else (f"{add_in} has SHA-256 {found}; built is {built}",)
    return Finding("Installed as built", "failed" if wrong else "passed", wrong)


def _there(places: tuple[Path, ...]) -> Iterator[Path]:
    """Each of the folders, and what is in it."""
    for place in places:
        if place.exists():
            yield place
            yield from sorted(place.rglob("*"))


def main() -> int:
    """Run the acceptance; the exit status is 0 where no check failed."""
    if sys.platform != "win32":
        print(f"This needs Excel on Windows; this is {platform.system()}.", file=sys.stderr)
        return 1
    from addin.acceptance.excel import started  # type: ignore[unreachable,unused-ignore]

    print("Close Excel and save your work first. This takes some minutes; Excel comes up by itself.")
    input("Press Enter to begin. ")
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            findings, versions = accept(System.here(), started, Path(folder), input, print)
    except (AddinError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    Path(REPORT).write_text(report(findings, versions, date.today().isoformat()), encoding="utf-8")
    print(f"Wrote {REPORT}. Please send it to us, whatever it says.")
    return 1 if any(finding.outcome == "failed" for finding in findings) else 0


if __name__ == "__main__":
    sys.exit(main())
