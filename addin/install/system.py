"""The machine that is installed on: its platform, its folders, this Python."""

from __future__ import annotations

import locale
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from segmentbook.exporting.office import Platform, office_folders, this_platform

__all__ = ["Platform", "System", "office_folders"]

_EXCEL_ON_MACOS = Path("Library/Group Containers/UBF8T346G9.Office")


@dataclass(frozen=True, slots=True)
class System:
    """What a plan depends on.

    Parameters
    ----------
    platform
        Windows, macOS, or any other as "linux".
    home
        The user's folder.
    environment
        Environment variables.
    python
        The interpreter that the add-in is to start: that of the environment in which Segmentbook is installed.
    office_folders
        Where LibreOffice's programs may stand beside the PATH, the likeliest first.
    encoding
        In which Excel's VBA reads a text file.
    """

    platform: Platform
    home: Path
    environment: Mapping[str, str]
    python: Path
    office_folders: tuple[Path, ...] = ()
    encoding: str = "ascii"

    @classmethod
    def here(cls) -> System:
        """Return this machine and this Python."""
        home = Path.home()
        platform = this_platform()
        encoding = "mac_roman" if platform == "macos" else locale.getencoding()
        environment = dict(os.environ)  # on Windows Python gives all names in capitals
        folders = tuple(office_folders(platform, home, environment))
        return cls(platform, home, environment, Path(sys.executable), folders, encoding)

    @property
    def settings(self) -> Path:
        """The folder of this user's settings of Segmentbook."""
        if self.platform == "windows":
            return self._application_data / "Segmentbook"
        if self.platform == "macos":
            return self.home / "Library" / "Application Support" / "Segmentbook"
        return Path(self.environment.get("XDG_CONFIG_HOME") or self.home / ".config") / "segmentbook"

    @property
    def _application_data(self) -> Path:
        return Path(self.environment.get("APPDATA") or self.home / "AppData" / "Roaming")

    @property
    def excel_startup(self) -> Path | None:
        """The folder whose add-ins Excel opens when it starts, and trusts; None where there is no Excel."""
        if self.platform == "windows":
            return self._application_data / "Microsoft" / "Excel" / "XLSTART"
        container = self.home / _EXCEL_ON_MACOS
        if self.platform == "macos" and container.is_dir():
            return container / "User Content.localized" / "Startup.localized" / "Excel"
        return None

    @property
    def excel_configuration(self) -> Path:
        """The file in which xlwings' VBA looks for its settings (``GetConfigFilePath`` there)."""
        if self.platform == "windows":
            profile = Path(self.environment.get("USERPROFILE") or self.home)
            return profile / ".segmentbook" / "segmentbook.conf"
        return self.home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "segmentbook.conf"

    @property
    def excel_scripts(self) -> Path:
        """The one folder from which Excel on macOS may start scripts."""
        return self.home / "Library" / "Application Scripts" / "com.microsoft.Excel"

    @property
    def office_lock(self) -> Path:
        """A file that is there while LibreOffice is open: what is installed meanwhile it forgets when it ends."""
        if self.platform == "windows":
            profile = self._application_data / "LibreOffice"
        elif self.platform == "macos":
            profile = self.home / "Library" / "Application Support" / "LibreOffice"
        else:
            profile = self.settings.parent / "libreoffice"
        return profile / "4" / ".lock"

    @property
    def windowless_python(self) -> Path:
        """The interpreter that shows no console window, where there is one."""
        beside = self.python.with_name("pythonw.exe")
        return beside if self.platform == "windows" and beside.is_file() else self.python

    def unopkg(self) -> Path | None:
        """Find LibreOffice's program that installs extensions: on the PATH, or in the usual places."""
        name = "unopkg.com" if self.platform == "windows" else "unopkg"
        named = [Path(part) for part in self.environment.get("PATH", "").split(os.pathsep) if part]
        offices = (shutil.which(office, path=self.environment.get("PATH", "")) for office in ("soffice", "libreoffice"))
        beside = [Path(office).resolve().parent for office in offices if office]
        places = (folder / name for folder in (*named, *beside, *self.office_folders))
        return next((place for place in places if place.is_file()), None)
