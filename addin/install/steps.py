"""What installing and removing consist of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

__all__ = ["AddExtension", "Plan", "RemoveExtension", "RemoveFile", "RemoveFolder", "Step", "WriteFile"]


@dataclass(frozen=True, slots=True)
class WriteFile:
    """Write a file, its folders where they are missing; ``text`` is what a person may read in it."""

    path: Path
    content: bytes
    text: str = ""


@dataclass(frozen=True, slots=True)
class AddExtension:
    """Have LibreOffice install an extension, or put a newer one in its place."""

    program: Path
    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class RemoveExtension:
    """Have LibreOffice remove an extension, if it has it."""

    program: Path
    identifier: str


@dataclass(frozen=True, slots=True)
class RemoveFile:
    """Remove a file of ours."""

    path: Path


@dataclass(frozen=True, slots=True)
class RemoveFolder:
    """Remove a folder that we made, if nothing is left in it."""

    path: Path


Step: TypeAlias = WriteFile | AddExtension | RemoveExtension | RemoveFile | RemoveFolder


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in their order, what to tell the user after them, and where to note which folders were made."""

    steps: tuple[Step, ...]
    notes: tuple[str, ...]
    record: Path
