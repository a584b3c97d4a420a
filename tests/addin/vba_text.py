"""VBA as text: its statements, and whether its blocks are closed in order."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Function", "functions", "statements", "unbalanced"]

_BLOCKS = {
    "Function": re.compile(r"(?:Public |Private )?Function\b"),
    "Sub": re.compile(r"(?:Public |Private )?Sub\b"),
    "If": re.compile(r"If\b.*\bThen$"),
    "Select": re.compile(r"Select Case\b"),
    "With": re.compile(r"With\b"),
    "For": re.compile(r"For\b"),
}


@dataclass(frozen=True)
class Function:
    """One function's head and body."""

    arguments: tuple[str, ...]
    body: tuple[str, ...]


def statements(text: str) -> list[str]:
    """The statements, continued lines joined, without comments and blank lines."""
    joined = re.sub(r" _\n\s*", " ", text)
    lines = (re.sub(r"""^((?:[^"']|"[^"]*")*)'.*""", r"\1", line).strip() for line in joined.splitlines())
    return [line for line in lines if line]


def functions(text: str) -> dict[str, Function]:
    """The public functions by name."""
    found = {}
    lines = statements(text)
    for start, line in enumerate(lines):
        head = re.fullmatch(r"Public Function (\w+)\((.*)\) As \w+", line)
        if head:
            body = lines[start + 1 : lines.index("End Function", start)]
            found[head[1]] = Function(tuple(filter(None, head[2].split(", "))), tuple(body))
    return found


def unbalanced(text: str) -> list[str]:
    """Every block that is closed out of order or not at all."""
    wrong, opened = [], []
    for line in statements(text):
        closing = "For" if line.startswith("Next") else line[4:] if line.startswith("End ") else ""
        if closing:
            if not opened or opened.pop() != closing:
                wrong.append(line)
        else:
            opened += [name for name, opens in _BLOCKS.items() if opens.match(line)][:1]
    return wrong + opened
