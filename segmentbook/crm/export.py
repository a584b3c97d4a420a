"""The tiers for a CRM: accounts, the rule as a formula, test rows, gaps, overrides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from segmentbook.crm.accounts import Accounts, accounts_of
from segmentbook.crm.boundaries import boundaries
from segmentbook.crm.columns import cell_text, column_texts, exported_columns, read_back
from segmentbook.crm.delimited import csv_bytes, money
from segmentbook.crm.gaps import GAP_COLUMNS, find_gaps
from segmentbook.crm.keys import BY_DOMAIN, BY_ID, BY_NAME, Key, doubled_keys, keys_of
from segmentbook.crm.ladder import Ladder, Refused, columns_of, tier_for
from segmentbook.crm.systems import KEY_COLUMN, RULE_COLUMN, Fields, System, read_fields, system_of
from segmentbook.crm.thresholds import minimum_ladder
from segmentbook.crm.tier_rules import rule_ladder
from segmentbook.errors import InputError, WorkbookError

if TYPE_CHECKING:
    from segmentbook.crm.gaps import Gap
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook

__all__ = ["FILES", "Exported", "export_crm"]

FILES = ("accounts.csv", "tier-formula.txt", "tier-tests.csv", "gaps.csv", "overrides.csv")
"""What the files' names end in, after ``segmentbook-<system>-``."""

_MANY = 3


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote and what to say of it.

    Parameters
    ----------
    files
        Paths, in the order of ``FILES``.
    messages
        Sentences: what is in the files, then what to do next.
    warnings
        Sentences on what to look at before importing.
    formulas
        The formulas, by what each is pasted into; empty where the rule was refused.
    """

    files: tuple[Path, ...]
    messages: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    formulas: Mapping[str, str] = field(default_factory=dict)


def export_crm(
    segmentation: Segmentation,
    raw: RawBook | None,
    *,
    system: str,
    folder: str | Path,
    fields: Mapping[str, str] | Sequence[str] | None = None,
) -> Exported:
    """Write the five files of a CRM into a folder, which is made if need be; other files there stay.

    Parameters
    ----------
    segmentation
        The book. Its filters change nothing here.
    raw
        The tables it was read from, for the cells in the report of gaps; None: without them.
    system
        ``salesforce``, ``hubspot``, ``dynamics`` or ``zoho``.
    fields
        Fields of the user's CRM by our column: ``{"ARR": "My_ARR__c"}`` or ``["ARR=My_ARR__c"]``. Columns that are
        not exported otherwise are added.

    Raises
    ------
    InputError
        No such system or column, or two columns for one field. Nothing is written.
    WorkbookError
        A file cannot be written; those before it are.
    """
    crm = system_of(system)
    accounts = accounts_of(segmentation)
    export = _Export.made(crm, accounts, read_fields(crm, accounts, fields or {}), raw)
    names = [f"segmentbook-{crm.key}-{name}" for name in FILES]
    contents = (
        export.accounts_file(),
        export.formula_file(),
        export.tests_file(),
        export.gaps_file(),
        export.overrides_file(),
    )
    target = Path(folder)
    paths = tuple(target / name for name in names)
    _make(target)
    for path, content in zip(paths, contents, strict=True):
        _write(path, content)
    return Exported(paths, export.messages(), export.warnings(len(contents[0])), export.formulas)


@dataclass(frozen=True, slots=True, eq=False)
class _Export:
    """Everything that goes into the files; ``refusals`` by what a formula would have been pasted into."""

    crm: System
    accounts: Accounts
    fields: Fields
    keys: Sequence[Key]
    order: Sequence[int]
    columns: Sequence[str]
    cells: Sequence[Sequence[str]]
    ladder: Ladder | None
    formulas: Mapping[str, str]
    measures: Mapping[str, str]
    refusals: Mapping[str, str]
    differing: Sequence[bool]
    gaps: Sequence[Gap]

    @classmethod
    def made(cls, crm: System, accounts: Accounts, fields: Fields, raw: RawBook | None) -> _Export:
        """Decide what goes into the files."""
        formulas: dict[str, str] = {}
        measures: dict[str, str] = {}
        refusals: dict[str, str] = {}
        ladder: Ladder | None = None
        try:
            by_rules = accounts.inputs.settings.tier_by == "Rules"
            ladder = rule_ladder(accounts) if by_rules else minimum_ladder(accounts)
        except Refused as reason:
            refusals[crm.title] = str(reason)
        for made in crm.dialects if ladder is not None else ():
            assert ladder is not None  # noqa: S101 - for mypy: it is the condition above
            dialect = made({column: fields.name(column) for column in columns_of(ladder)})
            try:
                formulas[dialect.title] = dialect.formula(ladder)
                measures[dialect.title] = dialect.measured(formulas[dialect.title])
            except Refused as reason:
                refusals[dialect.title] = str(reason)
        keys = keys_of(accounts, fields)
        order = accounts.order([key.text for key in keys])
        columns = exported_columns(accounts, keys, ladder, fields)
        labels = [fields.label(column) for column in columns]
        _require_different(columns, labels)
        cells = [column_texts(accounts, keys, column, ladder) for column in columns]
        differing = _differing(accounts, ladder, columns, cells)
        gaps = find_gaps(accounts, keys, order, crm, cells, labels, differing, raw)
        return cls(
            crm, accounts, fields, keys, order, columns, cells, ladder, formulas, measures, refusals, differing, gaps
        )

    def accounts_file(self) -> bytes:
        """Current accounts with their tier, by value."""
        rows = ([column[i] for column in self.cells] for i in self.order)
        labels = [self.fields.label(column) for column in self.columns]
        return csv_bytes(labels, rows, byte_order_mark=self.crm.byte_order_mark)

    def formula_file(self) -> bytes:
        """The rule as a formula, with where it comes from and what it needs; or why there is none."""
        settings = self.accounts.inputs.settings
        lines = [f"Tier by rule for {self.crm.title} {self.crm.records}, as of {settings.as_of.isoformat()}", ""]
        if self.ladder is not None:
            lines += [_one_line(sentence) for sentence in self.ladder.said]
            uses = [f"{column} is {self.fields.name(column)}" for column in columns_of(self.ladder)]
            lines += [_one_line(f"Fields: {'; '.join(uses) or 'none'}.")]
            lines += ["Overrides are no part of the rule: they are in the file of overrides."]
        for title, formula in self.formulas.items():
            lines += ["", f"For {title}. {self.measures[title]}", f"--- {title} ---", formula, "--- end ---"]
        for title, reason in self.refusals.items():
            lines += ["", _one_line(f"Not written for {title}: {_sentence(reason)}")]
        if self.formulas:
            lines += ["", self.crm.formula_field]
        return ("\n".join(lines) + "\n").encode("utf-8", "replace")

    def tests_file(self) -> bytes:
        """Accounts at the edges of the rule, with the tier that they must get."""
        name, tier = self.fields.label("Client"), "Expected Tier"
        if self.ladder is None:
            return csv_bytes([name, tier], [], byte_order_mark=self.crm.byte_order_mark)
        columns = list(columns_of(self.ladder)) or ["ARR"]
        rows = []
        for number, row in enumerate(boundaries(self.accounts, self.ladder), start=1):
            cells = [cell_text(column, row.values[column], exactly=True) for column in columns]
            rows.append([f"Segmentbook test {number:03d}: {row.about}", *cells, row.tier])
        labels = [self.fields.label(column) for column in columns]
        return csv_bytes([name, *labels, tier], rows, byte_order_mark=self.crm.byte_order_mark)

    def gaps_file(self) -> bytes:
        """What is missing, for people: with the mark by which Excel knows UTF-8."""
        return csv_bytes(GAP_COLUMNS, (gap.row for gap in self.gaps), byte_order_mark=True)

    def overrides_file(self) -> bytes:
        """Accounts whose tier is not the rule's, for people."""
        frame, names = self.accounts.frame, self.accounts.tier_names(self.accounts.by_rule)
        given, managers = frame["Tier"].tolist(), self.accounts.texts("Account Manager")
        clients, ids, arr = self.accounts.texts("Client"), self.accounts.texts("Client ID"), frame["ARR"].tolist()
        rows = [
            [clients[i], ids[i], self.keys[i].by, self.keys[i].text, given[i], names[i], money(arr[i]), managers[i]]
            for i in self.order
            if self.accounts.overridden[i]
        ]
        headers = ["Account", "Client ID", KEY_COLUMN, "Key", "Tier", RULE_COLUMN, "ARR", "Account Manager"]
        return csv_bytes(headers, rows, byte_order_mark=True)

    def messages(self) -> tuple[str, ...]:
        """What is in the files, and what to do next."""
        settings = self.accounts.inputs.settings
        by = Counter(key.by for key in self.keys)
        tiers = Counter(self.accounts.frame["Tier"].tolist())
        counted = ", ".join(f"{tier.name} {tiers[tier.name]:,}" for tier in self.accounts.inputs.tiers)
        said = [
            f"{len(self.accounts):,} {self.crm.records} for {self.crm.title} as of {settings.as_of.isoformat()}: "
            f"{counted}.",
            f"Found in {self.crm.title} by CRM ID {by[BY_ID]:,}, by domain {by[BY_DOMAIN]:,}, by name "
            f"{by[BY_NAME]:,}: see the column {KEY_COLUMN}.",
        ]
        if self.formulas:
            said += [_one_line(" ".join(self.ladder.said))] if self.ladder else []
            said += [f"Formula for {title}: {self.measures[title]}" for title in self.formulas]
        overridden = int(self.accounts.overridden.sum())
        if overridden:
            said.append(f"Tiers by override: {overridden:,}, listed apart.")
        said.append(f"Next: {self.crm.next_step} Step by step: docs/crm.md.")
        return tuple(said)

    def warnings(self, size: int) -> tuple[str, ...]:
        """What to look at before importing."""
        found = []
        if self.refusals:
            instead = "" if self.formulas else " The tier formula was refused; every tier is in the file of accounts."
            found += [
                _one_line(f"Not written for {title}: {_sentence(reason)}{instead}")
                for title, reason in self.refusals.items()
            ]
        kinds = Counter(gap.kind for gap in self.gaps)
        twice = sum(doubled_keys(self.keys))
        if twice:
            found.append(f"Accounts that share their key with another: {twice:,}. One row would overwrite another's.")
        for kind, sentence in _WARNED.items():
            if kinds[kind]:
                found.append(sentence.format(kinds[kind], self.crm.title))
        if kinds:
            listed = ", ".join(f"{kind} {number:,}" for kind, number in kinds.most_common())
            found.append(f"Gaps: {listed}.")
        rows, most = len(self.accounts), self.crm.most_rows
        if (most is not None and rows > most) or (self.crm.most_bytes is not None and size > self.crm.most_bytes):
            found.append(f"{rows:,} rows, {size:,} bytes: {self.crm.too_large}")
        return tuple(found)


_WARNED = {
    "15-character ID": "CRM IDs in the 15-character form: {:,}. Capitals matter in them, and Excel ignores them: the "
    "18-character form is written, the typed one beside it.",
    "CRM ID unusable": "CRM IDs that are no record IDs of {1}: {0:,}. Those accounts are found by domain or name.",
    "tier differs": "Accounts that get another tier from the formula than from the workbook: {:,}. The gaps list them.",
    "text made harmless": "Texts that start like a formula (= + - @): {:,}. They were written with an apostrophe "
    "before them.",
}


def _differing(
    accounts: Accounts, ladder: Ladder | None, columns: Sequence[str], cells: Sequence[Sequence[str]]
) -> list[bool]:
    """Accounts to which the ladder, on what the file holds, gives another tier than the engine's rule."""
    if ladder is None:
        return [False] * len(accounts)
    kinds = columns_of(ladder)
    held = [[read_back(text, kinds[c]) for text in cells[columns.index(c)]] for c in kinds]
    names = accounts.tier_names(accounts.by_rule)
    return [
        tier_for(ladder, dict(zip(kinds, (column[i] for column in held), strict=True))) != name
        for i, name in enumerate(names)
    ]


def _require_different(columns: Sequence[str], labels: Sequence[str]) -> None:
    first: dict[str, str] = {}
    for column, label in zip(columns, labels, strict=True):
        other = first.setdefault(label.casefold(), column)
        if other != column:
            raise InputError(
                f"{other} and {column} cannot both go into the field {label}; give one another with --field."
            )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}."


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkbookError(
            f"{folder}: cannot be made a folder ({error.strerror or error}). Name another with -o."
        ) from error


def _write(path: Path, content: bytes) -> None:
    from segmentbook.workbook.saving import replace_file

    def whole(file: BinaryIO) -> None:
        file.write(content)

    replace_file(path, whole, lambda: None)
