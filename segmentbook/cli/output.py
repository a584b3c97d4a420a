"""What the commands print: progress while they work, then what was done in a few plain lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

__all__ = ["counted", "print_json", "say", "steps", "warn"]


def say(text: str = "") -> None:
    """One line on stdout."""
    click.echo(text)


def warn(text: str) -> None:
    """One line on stderr."""
    click.echo(text, err=True)


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on stdout; what is not a number is null, never NaN."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


def counted(number: int, word: str, plural: str = "") -> str:
    """``1 row``, ``1,200 rows``.

    Examples
    --------
    >>> counted(1, "row"), counted(1200, "row"), counted(0, "entry", "entries")
    ('1 row', '1,200 rows', '0 entries')
    """
    return f"{number:,} {word if number == 1 else plural or word + 's'}"


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """A line on a terminal that says what is being done, gone when it is done; nothing where no one watches."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("Starting") as status:
        yield lambda step: status.update(f"{step} ...")
