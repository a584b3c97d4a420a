"""What was found, as a report in Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Finding", "Outcome", "report"]

Outcome = Literal["passed", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: its name, how it went, and the lines that say why."""

    check: str
    outcome: Outcome
    details: tuple[str, ...] = ()


def report(findings: Sequence[Finding], versions: Mapping[str, str], day: str) -> str:
    """Write the report.

    Parameters
    ----------
    findings
        In the order of the checks.
    versions
        Of whatever took part.
    day
        When, as 2026-06-30.
    """
    failed = [finding for finding in findings if finding.outcome == "failed"]
    skipped = [finding for finding in findings if finding.outcome == "skipped"]
    if failed:
        verdict = f"**{len(failed)} of {len(findings)} checks failed**: {', '.join(f.check for f in failed)}."
    elif skipped:
        verdict = f"**All checks that ran passed**; {len(skipped)} of {len(findings)} did not run."
    else:
        verdict = f"**All {len(findings)} checks passed.**"
    lines = ["# Segmentbook in Excel: acceptance", "", f"{day}. {verdict}", "", "| What | Version |", "| --- | --- |"]
    lines += [f"| {_cell(name)} | {_cell(version)} |" for name, version in versions.items()]
    lines += ["", "| Check | Outcome |", "| --- | --- |"]
    lines += [f"| {_cell(finding.check)} | {finding.outcome} |" for finding in findings]
    for finding in findings:
        if finding.details:
            lines += ["", f"## {finding.check}: {finding.outcome}", ""]
            lines += [f"- {_line(detail)}" for detail in finding.details]
    return "\n".join([*lines, ""])


def _line(text: str) -> str:
    """One line, in which nothing is taken for Markdown."""
    return re.sub(r"([\\`*_<>\[\]#|])", r"\\\1", " ".join(text.split()))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
