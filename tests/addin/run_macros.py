"""Opens a book in LibreOffice with its macros allowed, calculates, and prints what cells show.

Run by a Python that has ``uno`` (the system's), which is why it knows nothing of ours:
``python3 run_macros.py SOFFICE PROFILE`` with the task as JSON on stdin.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

START_SECONDS = 90
RESTART_ME = (79, 81)  # soffice's exit status after it has set up a profile
ALWAYS_WITHOUT_WARNING = 4


def start(program: str, profile: str) -> tuple[subprocess.Popen[bytes], Any]:
    pipe = f"segmentbook{uuid.uuid4().hex[:8]}"
    command = [
        program,
        "--headless",
        "--norestore",
        "--nologo",
        "--nodefault",
        f"-env:UserInstallation={Path(profile).absolute().as_uri()}",
        f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
    ]
    # A virtual environment on the PATH would be taken for the home of LibreOffice's own Python.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    environment["PATH"] = "/usr/local/bin:/usr/bin:/bin"

    def launch() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment)

    process = launch()
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return process, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            if process.poll() in RESTART_ME:
                process = launch()
            elif process.poll() is not None:
                raise RuntimeError(f"soffice left with status {process.returncode}") from None
            if time.monotonic() > deadline:
                process.kill()
                raise
            time.sleep(0.05)


def main(program: str, profile: str) -> None:
    task = json.load(sys.stdin)
    process, desktop = start(program, profile)
    try:
        wanted = {"Hidden": True, "MacroExecutionMode": ALWAYS_WITHOUT_WARNING}
        arguments = tuple(PropertyValue(Name=name, Value=value) for name, value in wanted.items())
        document = desktop.loadComponentFromURL(Path(task["path"]).as_uri(), "_blank", 0, arguments)
        sheet = document.Sheets.getByIndex(0)
        document.calculateAll()
        texts = [sheet.getCellRangeByName(place).String for place in task["places"]]
        for place, formula in task["entered"]:
            sheet.getCellRangeByName(place).setFormula(formula)
            texts.append(sheet.getCellRangeByName(place).String)
        print(json.dumps(texts))
        document.close(True)
    finally:
        with contextlib.suppress(Exception):
            desktop.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
