"""Why a client is in another tier, where tiers go by ARR or employees (product.md section 3, "Tiers")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segmentbook.model.causes import Cause, CauseKind, changed, decisive, distinct_causes, not_known
from segmentbook.model.keys import text_key
from segmentbook.model.known_changes import column_of
from segmentbook.model.rounding import to_cent, to_share
from segmentbook.model.value_causes import value_causes

if TYPE_CHECKING:
    from segmentbook.model.comparison import Comparison, Mover
    from segmentbook.model.inputs import Settings, Tier

__all__ = [
    "RULES",
    "figure_causes",
    "overridden_tier",
    "same_others",
    "share_of",
    "tier_by_figures",
    "tier_causes",
    "tier_override_causes",
    "tier_policy_causes",
]

RULES = "Rules"
_DECIMALS = 4  # of a share that is shown
_SHARE, _ARR, _EMPLOYEES = "ARR share", "ARR", "Employees"
_COLUMNS = {_SHARE: "ARR Share", _ARR: "Minimum ARR", _EMPLOYEES: "Minimum Employees"}


def tier_causes(book: Comparison, mover: Mover) -> list[Cause]:
    """Which of the client's ARR or employees, its override, the other clients' ARR and the policy moved its tier."""
    settings = (book.policy.settings, book.settings)
    ways = {one.tier_by for one in settings}

    def outcome(new: frozenset[str]) -> object:
        override = overridden_tier(mover.now if "override" in new else mover.then)
        if override:
            return override
        return tier_by_figures(book, mover, new)

    moved = []
    if _SHARE in ways and not same_others(book, mover):
        moved.append("others")
    if (ways & {_SHARE, _ARR} and mover.moved("ARR")) or (_EMPLOYEES in ways and _other(mover, "Employees")):
        moved.append("own")
    if tier_policy_causes(book):
        moved.append("policy")
    if overridden_tier(mover.then) != overridden_tier(mover.now):
        moved.append("override")
    causes: list[Cause] = []
    for factor in decisive(outcome, moved, mover.then["Tier"], mover.now["Tier"]):
        if factor == "override":
            causes += tier_override_causes(book, mover)
        elif factor == "own":
            causes += figure_causes(book, mover, ways)
        elif factor == "policy":
            causes += tier_policy_causes(book)
        else:
            causes.append(_peers(book, mover))
    causes += book.doubts(outcome, mover.then["Tier"])
    return distinct_causes(causes) or [not_known("nothing that tiers go by is known to have changed")]


def overridden_tier(side: object) -> str:
    """The tier that an override gives a client; "" without one."""
    return str(side["Tier"]) if side["Tier Source"] == "Override" else ""  # type: ignore[index]  # a mover's columns


def tier_policy_causes(book: Comparison) -> list[Cause]:
    """What changed of the policy that tiers follow from, in the ways of both dates."""
    settings = (book.policy.settings, book.settings)
    columns = [_COLUMNS[one.tier_by] for one in settings if one.tier_by in _COLUMNS]
    causes = [changed(CauseKind.POLICY, change) for change in book.known.setting("Tier By")]
    if any(one.tier_by == _SHARE for one in settings):
        causes += [changed(CauseKind.POLICY, change) for change in book.known.setting("Crossing Account")]
    rows = book.known.of_table("Tiers", *columns, "Place")
    whole = any(not column_of(change) for change in rows)  # a tier that comes or goes moves the others' places
    rows = [change for change in rows if not (whole and column_of(change) == "Place")]
    causes += [changed(CauseKind.POLICY, change, f"Tiers: {change.name}") for change in rows]
    if all(one.tier_by == RULES for one in settings):
        rules = book.known.of_table("TierRules", "Rule")
        causes += [changed(CauseKind.POLICY, change, f"TierRules: {change.name}") for change in rules]
    return causes


def tier_override_causes(book: Comparison, mover: Mover) -> list[Cause]:
    """What changed about a Tier Override."""
    change = book.known.input(mover.key, "Tier Override")
    if change is not None:
        return [changed(CauseKind.OVERRIDE, change)]
    names = {text_key(overridden_tier(side)) for side in (mover.then, mover.now)}
    tiers = [c for c in book.known.of_table("Tiers") if {text_key(c.name), text_key(str(c.was or ""))} & names]
    renamed = [changed(CauseKind.POLICY, change, f"Tiers: {change.name}") for change in tiers]
    return renamed or [not_known("the Tier Override is not known to have changed")]


def same_others(book: Comparison, mover: Mover) -> bool:
    """Whether the client's share of today would be the same among the others of then."""
    return all(
        to_share(share_of(book, mover, {"own"}, through)) == to_share(share_of(book, mover, {"own", "others"}, through))
        for through in (False, True)
    )


def share_of(book: Comparison, mover: Mover, new: frozenset[str] | set[str], through: bool) -> float:
    """The share before (or through) the client, of its ARR and the others' at one date or the other."""
    others_new, own_new = "others" in new, "own" in new
    population = book.arr_now if others_new else book.arr_then
    arr = {False: float(mover.then["ARR"]), True: float(mover.now["ARR"])}
    return population.share(arr[others_new], arr[own_new], through=through)


def tier_by_figures(book: Comparison, mover: Mover, new: frozenset[str]) -> object:
    """The tier without an override; None where the policy of then is not known or goes by rules."""
    settings: Settings = book.settings if "policy" in new else book.policy.settings
    tiers: Sequence[Tier] | None = book.inputs.tiers if "policy" in new else book.policy.tiers
    if tiers is None or settings.tier_by == RULES:
        return None
    side = mover.now if "own" in new else mover.then
    if settings.tier_by == _EMPLOYEES:
        return next((t.name for t in tiers if side["Employees"] >= (t.minimum_employees or 0.0)), tiers[-1].name)
    arr = to_cent(float(side["ARR"]))
    if settings.tier_by == _ARR:
        return next((t.name for t in tiers if arr >= to_cent(t.minimum_arr or 0.0)), tiers[-1].name)
    if not arr > 0.0:
        return tiers[-1].name
    up = settings.crossing_account == "Up"
    share = to_share(share_of(book, mover, new, through=not up))
    cuts = [(t, float("inf") if t.arr_share is None else to_share(t.arr_share)) for t in tiers[:-1]]
    return next((t.name for t, cut in cuts if (share < cut if up else share <= cut)), tiers[-1].name)


def figure_causes(book: Comparison, mover: Mover, ways: set[str]) -> list[Cause]:
    """Why the client's own ARR or employees are others; ``ways`` are what Tier By says."""
    causes = value_causes(book, mover) if ways & {_SHARE, _ARR} and mover.moved("ARR") else []
    seats = book.known.input(mover.key, "Employees") if _EMPLOYEES in ways else None
    if seats is not None:
        causes.append(changed(CauseKind.DATA, seats))
    return causes or [not_known("what it is worth is not known to have been edited")]


def _peers(book: Comparison, mover: Mover) -> Cause:
    """The ARR of the others moved the client's place among them."""
    through = book.settings.crossing_account != "Up"
    was = share_of(book, mover, frozenset(), through)
    now = share_of(book, mover, frozenset({"own", "others"}), through)
    which = "down to it" if through else "above it"
    why = f"the accounts {which} by ARR held {was:.1%} of all ARR and hold {now:.1%} now"
    return Cause(CauseKind.PEERS, "Cumulative ARR share", round(was, _DECIMALS), round(now, _DECIMALS), why)


def _other(mover: Mover, header: str) -> bool:
    was, now = mover.then[header], mover.now[header]
    return bool(was != now and (was == was or now == now))
