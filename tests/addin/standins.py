"""Formulas that test what ours do not have, and faults that ours must not have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from udfs import Argument, Formula
from udfs._registry import ArgumentKind

__all__ = ["argument", "formula"]


def argument(name: str, optional: bool = False, kind: ArgumentKind = "value", text: str = "Some help.") -> Argument:
    return Argument(name, text, optional, kind)


def formula(
    name: str = "RATING",
    *arguments: Argument,
    summary: str = "What it gives.",
    returns: Literal["value", "array"] = "value",
    function: Callable[..., Any] = print,
) -> Formula:
    return Formula(name, function, summary, arguments or (argument("score"),), returns)
