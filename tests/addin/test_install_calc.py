"""Installing into a real LibreOffice, by its own program, with a home and a profile of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from addin.errors import AddinError
from addin.install import System, install_plan, perform, uninstall_plan
from tests.tools import Office

SCRIPT = """#!/bin/sh
exec {before} "{program}" "$@" "-env:UserInstallation={profile}"
"""


@pytest.fixture
def system(office: Office, tmp_path: Path) -> Iterator[System]:
    """unopkg with a profile of its own; as nobody where the tests run as root, which it refuses."""
    program = shutil.which("unopkg") or str(Path(office.program).resolve().with_name("unopkg"))
    if not Path(program).exists():
        pytest.skip("LibreOffice has no unopkg beside it")
    root = os.geteuid() == 0
    script = tmp_path / "office" / "unopkg"
    profile = tmp_path / "profile"
    script.parent.mkdir()
    before = "setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent" if root else ""
    script.write_text(SCRIPT.format(before=before, program=program, profile=profile.as_uri()), encoding="utf-8")
    script.chmod(0o755)
    if root:
        profile.mkdir()
        os.chown(profile, 65534, 65534)
        for folder in (profile, *profile.parents[:4]):  # one more where tests run side by side
            folder.chmod(folder.stat().st_mode | 0o055)
    environment = {"PATH": f"{script.parent}:/usr/bin:/bin", "HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"}
    environment |= {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    yield System("linux", tmp_path / "home", environment, Path("/env/bin/python"))


def listed(system: System) -> str:
    program = system.unopkg()
    done = subprocess.run(
        [str(program), "list"], capture_output=True, text=True, check=True, env=dict(system.environment)
    )
    return done.stdout


def test_added_twice_and_removed(system: System, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shared = tmp_path / "temporary"
    shared.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(shared))
    _readable(shared, monkeypatch)
    said: list[str] = []
    perform(install_plan(system), system, said.append)
    perform(install_plan(system), system, said.append)
    assert said[1] == said[3] == "Added segmentbook.oxt to LibreOffice."
    found = listed(system)
    assert found.count("Identifier: org.segmentbook.calc") == 1
    assert "is registered: yes" in found

    said.clear()
    perform(uninstall_plan(system), system, said.append)
    assert said[0] == "Removed the extension from LibreOffice."
    assert "org.segmentbook" not in listed(system)
    assert not (tmp_path / "home").exists()

    said.clear()
    perform(uninstall_plan(system), system, said.append)
    assert said == []


def _readable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody read what root puts into its temporary folder."""
    if os.geteuid():
        return
    really = Path.write_bytes

    def opened(self: Path, content: bytes) -> int:
        if folder in self.parents:
            self.parent.chmod(0o755)
        return really(self, content)

    monkeypatch.setattr(Path, "write_bytes", opened)


def test_what_libreoffice_refuses_is_said_in_a_line(system: System) -> None:
    script = system.unopkg()
    assert script is not None
    script.write_text("#!/bin/sh\necho 'ERROR: it is' >&2\necho 'running' >&2\nexit 1\n", encoding="utf-8")
    with pytest.raises(AddinError) as refused:
        perform(install_plan(system), system)
    assert str(refused.value) == (
        "LibreOffice refused (ERROR: it is running). If it is open, close it, and run this again"
    )


def test_an_open_libreoffice_is_said_before_anything_is_done(system: System, tmp_path: Path) -> None:
    """It takes what is installed meanwhile, and forgets it when it ends."""
    lock = tmp_path / "home" / ".config" / "libreoffice" / "4" / ".lock"
    assert system.office_lock == lock
    lock.parent.mkdir(parents=True)
    lock.touch()
    script = system.unopkg()
    assert script is not None
    script.write_text('#!/bin/sh\necho "$1" >> "$0.log"\necho "Identifier: org.segmentbook.calc"\n', encoding="utf-8")
    for plan in (install_plan(system), uninstall_plan(system)):
        with pytest.raises(
            AddinError, match=r"^LibreOffice is open: close it, its Quickstarter too, then run this again"
        ):
            perform(plan, system)
    assert Path(f"{script}.log").read_text(encoding="utf-8") == "list\n"
    assert [path for path in (tmp_path / "home").rglob("*") if path.is_file()] == [lock]


def test_a_virtual_environment_is_kept_from_libreoffice(tmp_path: Path, system: System) -> None:
    """LibreOffice's Python would take it for its home."""
    environment = tmp_path / "env"
    (environment / "bin").mkdir(parents=True)
    (environment / "pyvenv.cfg").touch()
    script = system.unopkg()
    assert script is not None
    script.write_text('#!/bin/sh\nenv > "$0.log"\n', encoding="utf-8")
    here = {
        **system.environment,
        "PATH": f"{environment / 'bin'}:{system.environment['PATH']}",
        "VIRTUAL_ENV": str(environment),
        "PYTHONHOME": "/nowhere",
    }
    perform(install_plan(changed := System("linux", system.home, here, environment / "bin" / "python")), changed)
    seen = dict(line.split("=", 1) for line in Path(f"{script}.log").read_text(encoding="utf-8").splitlines())
    assert seen["PATH"] == system.environment["PATH"]
    assert not {"VIRTUAL_ENV", "PYTHONHOME"} & set(seen)
