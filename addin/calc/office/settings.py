"""Which Python has Segmentbook, as ``segmentbook addin install`` noted it for LibreOffice."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

__all__ = ["INSTALL", "interpreter", "settings_file"]

INSTALL = "Install it in a terminal:\n\n    pip install segmentbook\n    segmentbook addin install"
"""What to do where it is missing."""


def settings_file() -> Path:
    """Where ``segmentbook addin install`` notes what Calc needs."""
    name = "segmentbook.json"
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "Segmentbook" / name
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Segmentbook" / name
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "segmentbook" / name


def interpreter() -> str:
    """The Python that has Segmentbook.

    Raises
    ------
    LookupError
        It was not noted, or is gone; the message says what to do.
    """
    path = settings_file()
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
        python = noted["python"]
        if not isinstance(python, str):
            raise TypeError
    except OSError:
        raise LookupError(f"Segmentbook itself is not installed yet: this is its button for Calc. {INSTALL}") from None
    except (ValueError, TypeError, KeyError):
        raise LookupError(f"{path} does not say which Python has Segmentbook. {INSTALL}") from None
    if not Path(python).is_file():
        raise LookupError(f"The Python that had Segmentbook is gone: {python}. {INSTALL}")
    return python
