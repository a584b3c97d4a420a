"""The catalogue of services that a new workbook starts from: what a team does for its accounts, with example figures.

Costs are for one account each time, at 58 an hour for a customer success manager, 72 for a technical specialist and
140 for an executive; what is automated costs little and takes nobody's time.
"""

from __future__ import annotations

from segmentbook.model.inputs import Service
from segmentbook.schema.defaults import TIERS

__all__ = ["SERVICES", "level_of"]


def _service(
    name: str,
    definition: str,
    cost: float,
    times: float,
    hours: float,
    margin: float,
    priority: int,
    entitled: tuple[float, float, float],
    automated: bool = False,
) -> Service:
    by_tier = dict(zip((tier.name for tier in TIERS), entitled, strict=True))
    return Service(name, definition, cost, times, hours, margin, automated, by_tier, priority)


SERVICES = (
    _service(
        "Executive Sponsorship",
        "One of our directors knows one of theirs, and calls early.",
        560.0,
        4,
        4.0,
        0.40,
        2,
        (4, 0, 0),
    ),
    _service(
        "Quarterly Business Review",
        "What was achieved, what it was worth, what comes next.",
        640.0,
        4,
        11.0,
        0.40,
        1,
        (4, 2, 0),
    ),
    _service(
        "Proactive Communications",
        "A personal note when something changes for them.",
        58.0,
        12,
        1.0,
        0.30,
        2,
        (12, 6, 0),
    ),
    _service(
        "Assigned CSM",
        "A named person who knows their goals and follows up.",
        145.0,
        48,
        2.5,
        0.35,
        1,
        (48, 24, 0),
    ),
    _service(
        "Assigned Technical Resource",
        "A named engineer for questions, set-up and clean-up.",
        360.0,
        12,
        5.0,
        0.35,
        2,
        (12, 4, 0),
    ),
    _service(
        "Adoption Monitoring",
        "Who uses what, who has stopped, and a plan for those.",
        87.0,
        12,
        1.5,
        0.30,
        2,
        (12, 4, 1),
    ),
    _service(
        "NPS and CSAT Survey Monitoring",
        "Answers are read, and every unhappy one gets a call.",
        29.0,
        4,
        0.5,
        0.30,
        2,
        (4, 4, 2),
    ),
    _service(
        "Best Practice Advice",
        "How others like them do it: a working session.",
        174.0,
        4,
        3.0,
        0.45,
        3,
        (4, 2, 0),
    ),
    _service(
        "Training",
        "A course for new users, material included.",
        420.0,
        2,
        6.0,
        0.45,
        2,
        (2, 1, 0),
    ),
    _service(
        "Health Check",
        "Set-up, security and use gone through against a list.",
        464.0,
        2,
        8.0,
        0.35,
        1,
        (2, 1, 0.5),
    ),
    _service(
        "Renewal",
        "Terms, prices and signatures, begun in good time.",
        348.0,
        1,
        6.0,
        0.30,
        1,
        (1, 1, 1),
    ),
    _service(
        "Escalations Management",
        "One person leads when something has gone badly wrong.",
        174.0,
        6,
        3.0,
        0.30,
        1,
        (6, 4, 1),
    ),
    _service(
        "Support Case Monitoring",
        "Open cases looked through for what lasts or repeats.",
        44.0,
        12,
        0.75,
        0.30,
        2,
        (12, 12, 4),
    ),
    _service(
        "Upsell",
        "What else would help them, priced and proposed.",
        232.0,
        4,
        4.0,
        0.50,
        3,
        (4, 2, 1),
    ),
    _service(
        "Program Management",
        "Several projects of theirs planned and reported as one.",
        580.0,
        4,
        10.0,
        0.40,
        3,
        (4, 0, 0),
    ),
    _service(
        "Welcome Messages",
        "First steps by mail, in the order they are needed.",
        3.0,
        6,
        0.0,
        0.60,
        1,
        (6, 6, 6),
        automated=True,
    ),
    _service(
        "Usage Digest",
        "A monthly mail: what they used, missed, and what is new.",
        2.5,
        12,
        0.0,
        0.60,
        2,
        (12, 12, 12),
        automated=True,
    ),
    _service(
        "Self-service Academy",
        "Courses and guides; the cost is their share of the upkeep.",
        48.0,
        1,
        0.0,
        0.60,
        1,
        (1, 1, 1),
        automated=True,
    ),
    _service(
        "Renewal Reminders",
        "Mails 90, 60 and 30 days before a contract ends.",
        1.5,
        3,
        0.0,
        0.60,
        1,
        (3, 3, 3),
        automated=True,
    ),
)


def level_of(service: Service, position: int, count: int) -> float:
    """Times a year that a service gives the tier at ``position`` of ``count``.

    The first tier gets what the highest default tier gets, the last what the lowest gets, those between the middle one.

    Examples
    --------
    >>> [level_of(SERVICES[1], position, 4) for position in range(4)], level_of(SERVICES[1], 0, 1)
    ([4, 2, 2, 0], 4)
    """
    place = 0 if position == 0 else -1 if position == count - 1 else len(TIERS) // 2
    return service.times[TIERS[place].name]
