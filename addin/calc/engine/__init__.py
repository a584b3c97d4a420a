"""LibreOffice Calc as an engine of xlwings: its public classes on workbooks that are open in Calc.

The engine runs in the user's own Python; `connect` takes the port and the token of the bridge in LibreOffice
(``addin.calc.office.bridge``), which the toolbar's button gives by environment, and returns an ``xlwings.App``.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from segmentbook.errors import WorkbookError

if TYPE_CHECKING:
    import xlwings

__all__ = ["BOOK", "PORT", "TOKEN", "connect", "disconnect"]

PORT, TOKEN, BOOK = "SEGMENTBOOK_CALC_PORT", "SEGMENTBOOK_CALC_TOKEN", "SEGMENTBOOK_CALC_BOOK"
"""Variables of the environment by which LibreOffice tells where it listens, and which workbook is meant."""


def connect(port: int | None = None, token: str | None = None) -> xlwings.App:
    """A line to a running LibreOffice, by default to the one that started this program.

    Raises
    ------
    WorkbookError
        No LibreOffice answers there.
    """
    from addin.calc.engine.connection import Connection
    from addin.calc.engine.objects import xlwings_app

    if port is None or token is None:
        if PORT not in os.environ or TOKEN not in os.environ:
            raise WorkbookError("LibreOffice did not start this program. Press the button in its Segments toolbar.")
        port, token = int(os.environ[PORT]), os.environ[TOKEN]
    return xlwings_app(Connection(port, token))


def disconnect(app: xlwings.App) -> None:
    """Hang up, leaving LibreOffice and its documents as they are."""
    app.impl.close()
