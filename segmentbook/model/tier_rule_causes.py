"""Why a client is in another tier, where tiers go by rules over any column (product.md section 2, TierRules)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from segmentbook.model.band_causes import band_causes
from segmentbook.model.causes import Cause, CauseKind, changed, decisive, distinct_causes, not_known
from segmentbook.model.conditions import holds
from segmentbook.model.keys import header_key, text_key
from segmentbook.model.score_causes import computed_causes, measure_causes, score_causes
from segmentbook.model.segment_causes import segment_causes
from segmentbook.model.tier_causes import (
    RULES,
    figure_causes,
    overridden_tier,
    share_of,
    tier_by_figures,
    tier_override_causes,
    tier_policy_causes,
)
from segmentbook.model.value_causes import value_causes

if TYPE_CHECKING:
    from segmentbook.model.comparison import Comparison, Mover

__all__ = ["tier_rule_causes"]

_DECIMALS = 4  # of a share that is shown
_OVERRIDE, _POLICY, _FIGURES = "override", "policy", "own"
_RANK, _SHARE = header_key("ARR Rank"), header_key("Cumulative ARR Share")
_COVERAGE = {header_key(f"{card} Coverage"): card for card in ("Effort", "Health")}
_UNKNOWN = object()


def tier_rule_causes(book: Comparison, mover: Mover) -> list[Cause]:
    """Which of the columns that the rules read, the rules themselves and the override moved the client's tier."""
    columns = {header_key(rule.column): rule.column for rule in book.inputs.tier_rules}
    was = {key: _value_then(book, mover, key, header) for key, header in columns.items()}
    now = {key: _value_now(book, mover, key, header) for key, header in columns.items()}
    by_rules_then = book.policy.settings.tier_by == RULES

    def outcome(new: frozenset[str]) -> object:
        override = overridden_tier(mover.now if _OVERRIDE in new else mover.then)
        if override:
            return override
        settings = book.settings if _POLICY in new else book.policy.settings
        if settings.tier_by != RULES:
            return tier_by_figures(book, mover, new)
        if _POLICY not in new and not book.policy.same_rules:
            return None
        return _by_rules(book, {key: now[key] if key in new else was[key] for key in columns})

    moved = [key for key in columns if not _same(was[key], now[key])]
    if not by_rules_then or book.settings.tier_by != RULES:
        moved.append(_FIGURES)
    if tier_policy_causes(book):
        moved.append(_POLICY)
    if overridden_tier(mover.then) != overridden_tier(mover.now):
        moved.append(_OVERRIDE)
    causes: list[Cause] = []
    for factor in decisive(outcome, moved, mover.then["Tier"], mover.now["Tier"]):
        if factor == _OVERRIDE:
            causes += tier_override_causes(book, mover)
        elif factor == _POLICY:
            causes += tier_policy_causes(book)
        elif factor == _FIGURES:
            causes += figure_causes(book, mover, {book.settings.tier_by, book.policy.settings.tier_by})
        else:
            causes += _column_causes(book, mover, factor, columns[factor])
    return distinct_causes(causes) or [not_known("nothing that the tier rules read is known to have changed")]


def _by_rules(book: Comparison, values: dict[str, Any]) -> str | None:
    """The first tier all of whose rules hold; None where a value is not known."""
    if any(value is _UNKNOWN for value in values.values()):
        return None
    tiers, rules = book.inputs.tiers, book.inputs.tier_rules
    for tier in tiers:
        own = [rule for rule in rules if text_key(rule.tier) == text_key(tier.name)]
        if own and all(holds(values[header_key(rule.column)], rule.operator, rule.value) for rule in own):
            return tier.name
    return tiers[-1].name


def _value_now(book: Comparison, mover: Mover, key: str, header: str) -> Any:
    own = book.headers.get(key)
    if own is not None and own not in mover.now:
        return _plain(book.cell(mover, own))
    return _plain(mover.now.get(_result_header(mover, key) or header))


def _value_then(book: Comparison, mover: Mover, key: str, header: str) -> Any:
    """A column then: as the snapshot has it, or by undoing its change; `_UNKNOWN` where neither tells."""
    if key == _RANK:
        return float(book.arr_then.rank(mover.then["ARR"], mover.then["ARR"]))
    if key == _SHARE:
        return share_of(book, mover, frozenset(), through=True)
    known = next((h for h in mover.then if header_key(h) == key), None)
    if known is not None:
        return _plain(mover.then[known])
    change = book.known.input(mover.key, header)
    if change is not None:
        return change.was
    if key in book.headers:
        return _value_now(book, mover, key, header)
    return _UNKNOWN if _column_causes(book, mover, key, header) else _value_now(book, mover, key, header)


def _column_causes(book: Comparison, mover: Mover, key: str, header: str) -> list[Cause]:
    """Why a column that the rules read is another."""
    if key in (_RANK, _SHARE):
        return _rank_causes(book, mover)
    change = book.known.input(mover.key, header)
    if change is not None:
        return [changed(CauseKind.DATA, change)]
    if key in ("healthband", "bandsource"):
        return band_causes(book, mover)
    if key in ("healthscore", "effortscore"):
        return score_causes(book, mover, key.removesuffix("score").capitalize())
    if key in ("segment", "segmentname"):
        return segment_causes(book, mover) if mover.then["Segment"] != mover.now["Segment"] else []
    if key in _COVERAGE:
        inputs = book.inputs
        effort = _COVERAGE[key] == "Effort"
        return measure_causes(book, mover, inputs.effort_measures if effort else inputs.health_measures)
    if key == "valuesource":
        typed = book.known.input(mover.key, "Segment Value")
        return [] if typed is None else [changed(CauseKind.DATA, typed)]
    return computed_causes(book, mover, header)


def _rank_causes(book: Comparison, mover: Mover) -> list[Cause]:
    """The client's place by ARR moved: by its own ARR, or by the others'."""
    was = share_of(book, mover, frozenset(), through=True)
    own = share_of(book, mover, frozenset({"own"}), through=True)
    now = share_of(book, mover, frozenset({"own", "others"}), through=True)
    causes = value_causes(book, mover) if own != was else []
    if own != now or not causes:
        why = f"the accounts down to it by ARR held {was:.1%} of all ARR and hold {now:.1%} now"
        causes.append(Cause(CauseKind.PEERS, "Cumulative ARR share", round(was, _DECIMALS), round(now, _DECIMALS), why))
    return causes


def _result_header(mover: Mover, key: str) -> str:
    return next((header for header in mover.now if header_key(header) == key), "")


def _plain(cell: Any) -> Any:
    """A frame's cell as a plain value: None for NaN and NaT."""
    return None if cell != cell else cell


def _same(was: Any, now: Any) -> bool:
    """Whether a column's value is the same; figures to nine decimals, as rules compare them."""
    if was is _UNKNOWN:
        return False
    return bool(was == now) or (was is not None and now is not None and holds(was, "=", now))
