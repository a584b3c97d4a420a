"""The program around its commands: one line for whatever goes wrong, and the exit status."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from enum import IntEnum
from importlib.metadata import entry_points
from typing import Any, NoReturn

import click

from segmentbook import __version__
from segmentbook.errors import SegmentbookError

__all__ = ["Exit", "app", "main"]

_COMMANDS = "segmentbook.commands"
_DEBUG = "SEGMENTBOOK_DEBUG"


class Exit(IntEnum):
    """Exit statuses (product.md section 6)."""

    DONE = 0  # warnings allowed
    REFUSED = 1  # nothing was written
    USAGE = 2
    UNCOUNTED = 3  # done, but some rows could not be counted


class App(click.Group):
    """The program. Every failure is one line on stderr and an exit status, never a traceback.

    Packages above the engine add command groups through the entry points ``segmentbook.commands``.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands by name."""
        return sorted({*super().list_commands(ctx), *(entry.name for entry in entry_points(group=_COMMANDS))})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command; those of other packages are imported only when they are asked for."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        for entry in entry_points(group=_COMMANDS, name=cmd_name):
            command: click.Command = entry.load()
            return command
        return None

    def main(  # type: ignore[override]  # never gives a value, whatever mode is asked for
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run a command and leave with its status."""
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")  # a console that lacks a letter shows ? for it
        extra["standalone_mode"] = False
        try:
            status = super().main(args, prog_name or "segmentbook", **extra)
        except BaseException as error:
            status = self._said(error)
        sys.exit(int(status or 0))

    def _said(self, error: BaseException) -> int:
        """Say an error in one line; gives the exit status."""
        from segmentbook.importing.mapping import OptionError

        match error:
            case SystemExit():
                return error.code if isinstance(error.code, int) else Exit.REFUSED
            case click.UsageError() if type(error).__name__ == "NoArgsIsHelpError":  # from click 8.2 on
                error.show()
                return Exit.USAGE
            case click.UsageError():
                where = error.ctx.command_path if error.ctx else "segmentbook"
                _line(f"{error.format_message()} (See: {where} --help)")
                return Exit.USAGE
            case OptionError():
                _line(str(error))
                return Exit.USAGE
            case SegmentbookError():
                _line(str(error))
            case click.ClickException():
                _line(error.format_message())
            case KeyboardInterrupt() | click.Abort():
                _line("Stopped. The workbook is as it was.")
            case OSError():
                if error.errno == errno.EPIPE:
                    # Whoever read the output has gone; there is nobody left to tell.
                    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                else:
                    name = f"{error.filename}: " if error.filename else ""
                    _line(f"{name}{error.strerror or error}. Nothing was written.")
            case MemoryError():
                _line("There is not enough memory for this workbook. Nothing was written.")
            case _:
                _line(
                    f"An error that should not happen: {type(error).__name__}: {error}. Nothing was written. Please "
                    f"report it with the output of the same command under {_DEBUG}=1."
                )
        if os.environ.get(_DEBUG) == "1":
            raise error
        return Exit.REFUSED


def _line(text: str) -> None:
    """One line on stderr, whatever line breaks a name or a value brings."""
    click.echo(f"segmentbook: {' '.join(text.split())}", err=True)


@click.group(cls=App, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="segmentbook")
def app() -> None:
    """Customer segments, health and tiers, inside the Excel workbook you already have.

    Start with: segmentbook demo

    Exit status: 0 done, 1 refused and nothing written, 2 wrong usage, 3 done but some rows could not be counted.
    """


def main() -> NoReturn:
    """Run the program with the arguments of the command line."""
    app.main()
