"""The segment map: axes, bubbles, names and quadrants."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.model.inputs import Filter
from segmentbook.raw import column_letters
from segmentbook.report.axes import Room, effort_axis, nice_step, value_axis
from segmentbook.report.labels import MAX_LABELS, candidates, shorten, without_collisions
from segmentbook.report.places import Names
from segmentbook.report.quadrants import quadrant_texts
from segmentbook.report.results import result_sheets
from segmentbook.report.segment_map import PLOT, crowding, lay_out, map_chart
from segmentbook.report.spec import Axis, CellRange, MapChart
from segmentbook.schema import SEGMENT_RESULTS, defaults
from tests.report import books

SIZE = 1008, 540
PLACE = CellRange(9, 2, 37, 49)
money = st.floats(-1e6, 1e8, allow_nan=False, allow_infinity=False)


def chart(book: books.Segmentation) -> MapChart:
    return map_chart(book, lay_out(book, *SIZE), Names(), PLACE)


def crowd(number: int, **changes: Any) -> books.Segmentation:
    """Clients of ascending value with all health bands in turn."""
    bands = [band.name for band in defaults.BANDS]
    clients = {
        i: {
            "Client": f"Client {i:03}",
            "Overall Value": 100.0 * (i + 1),
            "Contract MRR": 100.0 * (i + 1),
            "Effort Score": float(i * 37 % 100),
            "Health Band": bands[i % 3],
            "Employees": 10 + i,
            "Review Overdue": i % 10 == 1,
        }
        for i in range(number)
    }
    return books.segmentation(clients, {}, **changes)


def place_of(header: str | int) -> str:
    """The data cells of a column of SegmentResults, six rows."""
    number = header if isinstance(header, int) else SEGMENT_RESULTS.headers.index(header) + 1
    letters = column_letters(number)
    return f"'SegmentResults'!${letters}$5:${letters}$10"


def after_map_label(number: int) -> int:
    """The columns of the bands come last."""
    return len(SEGMENT_RESULTS.headers) + number


def test_a_filter_hides_bubbles_and_changes_neither_axes_nor_sizes() -> None:
    shown = {"Bolt": books.CLIENTS[1], "Dune": books.CLIENTS[4]}
    clients = {row: {**client, "In Filter": client["Client"] in shown} for row, client in books.CLIENTS.items()}
    whole, part = books.segmentation(), books.segmentation(clients)
    part = replace(part, inputs=replace(part.inputs, filters=(Filter("Client", ("Bolt", "Dune")),)))
    all_of_it, made = chart(whole), chart(part)
    assert (made.x, made.y, made.texts, made.series[0]) == (
        all_of_it.x,
        all_of_it.y,
        all_of_it.texts,
        all_of_it.series[0],
    )
    # Positions are those of the rows that are seen, as Excel counts them: Bolt is the first, Dune the second.
    points = {series.name: dict(series.points) for series in made.series[1:]}
    assert points == {
        "Needs attention": {},
        "Satisfactory": {0: (6000.0, 70.0, 50 / 60, "Bolt")},
        "Healthy": {},
        "Unscored": {1: (500.0, 60.0, 1.0, "Dune")},
    }
    assert {series.length for series in made.series[1:]} == {2}
    assert made.series[1].x_reference == place_of("Map Value")  # all rows: those that are hidden Excel leaves out
    assert made.alt_text.endswith("Filtered by Client: Bolt or Dune: 2 of 4 are shown.")


def test_value_is_horizontal_effort_vertical_and_the_axes_cross_at_the_cuts() -> None:
    made = chart(books.segmentation())
    assert (made.x.crosses_at, made.y.crosses_at) == (5000.0, 50.0)
    assert (made.x.title, made.y.title) == ("MRR (USD a month)", "Effort score (0-100)")
    points = {p[3]: p[:3] for series in made.series for p in series.points.values() if p[3]}
    assert points == {
        "Acme": (8000.0, 30.0, 100 / 60),
        "Bolt": (6000.0, 70.0, 50 / 60),
        "Coda": (1500.0, 20.0, 1.0),
        "Dune": (500.0, 60.0, 1.0),
    }


def test_series_are_the_reference_below_all_the_bands_in_ascending_order_then_unscored_in_grey() -> None:
    made = chart(books.segmentation())
    assert [(s.name, s.colour) for s in made.series] == [
        ("Reference bubble", ""),
        ("Needs attention", "C0392B"),
        ("Satisfactory", "E6A100"),
        ("Healthy", "2E8B57"),
        ("Unscored", "9CA3AF"),
    ]
    healthy = made.series[3]
    assert healthy.points == {0: (8000.0, 30.0, 100 / 60, "Acme")}
    assert (healthy.x_reference, healthy.y_reference, healthy.name_reference, healthy.length) == (
        place_of("Map Value"),
        place_of(after_map_label(3)),
        "'BandSummary'!$A$7",
        6,
    )


def test_the_reference_bubble_keeps_the_scale_whatever_is_filtered() -> None:
    reference = chart(books.segmentation()).series[0]
    # Four times the area of the book's largest bubble (100 employees, mean 60), which is so drawn half as wide.
    assert reference.points == {0: (9_000.0, 0.0, 4 * 100 / 60, "")}
    (sheet,) = (one for one in result_sheets(books.segmentation(), (), books.raw()) if one.key == "SegmentResults")
    size = SEGMENT_RESULTS.headers.index("Map Size") + 1
    above = f"'SegmentResults'!${column_letters(size)}$3"  # the table, where no filter reaches
    assert reference.size_reference == above
    assert sheet.cells[3, size].value == 4 * 100 / 60
    assert sheet.cells[3, size].formula == ("4*IF(COUNT(SegmentResults[Map Size])=0,1,MAX(SegmentResults[Map Size]))")


def test_equal_bubbles_where_size_is_not_by_employees() -> None:
    made = chart(books.segmentation(size_by_employees=False))
    assert {p[2] for series in made.series[1:] for p in series.points.values()} == {1.0}
    assert made.series[0].points[0][2] == 16.0


def test_a_crowd_is_drawn_smaller() -> None:
    assert [lay_out(crowd(number), *SIZE).reference_times for number in (1, 40, 41, 90, 2000)] == [4, 4, 8, 12, 64]


def test_per_seat_places_by_value_per_seat_and_leaves_out_who_has_no_employees() -> None:
    made = chart(books.segmentation(value_basis="MRR per Seat", value_cut=100.0))
    points = {p[3]: p[0] for series in made.series for p in series.points.values() if p[3]}
    assert points == {"Acme": 80.0, "Bolt": 120.0}
    assert made.x.title == "MRR per seat (USD a month)"


def test_title_and_alternative_text_say_what_is_seen() -> None:
    made = chart(books.segmentation())
    assert made.title == "Value x effort, coloured by health - 30 June 2026"
    assert made.alt_text == (
        "Value x effort, coloured by health - 30 June 2026. Bubble chart of 4 clients, MRR (USD a month) to the right, "
        "effort score upwards, bubble area by employees. Axes cross at value cut 5,000 and effort cut 50. By segment: "
        "HL Most profitable: 1, HH Meet most often: 1, LL Quiet: no communication = churn: 1 and LH Reprice, or cut "
        "service time: 1. By health: Needs attention: 1, Satisfactory: 1, Healthy: 1 and Unscored: 1. "
        "1 client is not on the map."
    )


def test_quadrants_stand_in_their_corners() -> None:
    made = chart(books.segmentation())
    boxes = {text.text: text for text in made.texts}
    middle_x = PLOT[0] + PLOT[2] / 2  # about where the cut is
    middle_y = PLOT[1] + PLOT[3] / 2
    for code, right, low in (("HL", True, True), ("HH", True, False), ("LL", False, True), ("LH", False, False)):
        box = boxes[code]
        assert (box.x > middle_x) is right, code
        assert (box.y > middle_y) is low, code
        assert box.style.horizontal == ("right" if right else "left")
        assert box.x + box.width <= 1
        assert box.y + box.height <= 1
    assert boxes["value cut 5,000"].y + boxes["value cut 5,000"].height <= PLOT[1] + 1e-9
    assert "effort cut 50" in boxes


def test_a_quadrant_too_narrow_for_words_has_none() -> None:
    narrow = Axis("x", 0, 1_000_000, 100_000, 5_000, "0")
    y = Axis("y", 0, 100, 10, 50, "0")
    words = [box.text for box in quadrant_texts(defaults.SEGMENTS, narrow, y, PLOT, *SIZE)]
    assert words == ["HL", "Most profitable", "HH", "Meet most often"]


@settings(max_examples=50)
@given(st.lists(st.tuples(money, st.floats(0, 40)), max_size=20), money)
def test_the_value_axis_holds_every_bubble_the_cut_and_zero(points: list[tuple[float, float]], cut: float) -> None:
    values = np.array([value for value, _ in points])
    room = np.array([radius for _, radius in points])
    axis = value_axis("v", values, Room(room, room + 50), cut, 1000.0)
    assert axis.minimum < axis.maximum
    assert axis.minimum <= cut <= axis.maximum
    assert axis.minimum <= 0 <= axis.maximum
    slack = (axis.maximum - axis.minimum) * 0.02
    per_pixel = (axis.maximum - axis.minimum) / 1000
    for value, radius in points:
        assert value - radius * per_pixel >= axis.minimum - slack
        assert value + (radius + 50) * per_pixel <= axis.maximum + slack
    steps = (axis.maximum - axis.minimum) / axis.major_unit
    assert abs(steps - round(steps)) < 1e-6
    assert 2 <= round(steps) <= 15
    assert math.isclose(axis.minimum / axis.major_unit, round(axis.minimum / axis.major_unit), abs_tol=1e-6)


def test_a_book_without_a_cut_crosses_at_zero() -> None:
    axis = value_axis("v", np.array([-5.0, 0.0]), Room(np.zeros(2), np.zeros(2)), float("nan"), 1000.0)
    assert axis.crosses_at == 0.0
    assert axis.minimum < 0 < axis.maximum


@settings(max_examples=50)
@given(st.floats(1e-6, 1e12))
def test_steps_are_round(raw: float) -> None:
    step = nice_step(raw)
    assert raw * (1 - 1e-9) <= step <= raw * 2.5
    assert float(f"{step:.0e}") == step or f"{step:.1e}".startswith("2.5")


def test_the_effort_axis_runs_from_0_to_100_and_gives_room_to_bubbles_at_its_ends() -> None:
    middle = effort_axis(np.array([40.0]), np.array([20.0]), 50.0, 400.0)
    assert (middle.minimum, middle.maximum, middle.number_format) == (0.0, 100.0, "0")
    ends = effort_axis(np.array([0.0, 100.0]), np.array([20.0, 20.0]), 50.0, 400.0)
    assert (ends.minimum, ends.maximum) == (-10.0, 110.0)
    assert ends.number_format == '[<0]"";[>100]"";0'  # no figure where no score can be


def test_negative_figures_are_shown_only_where_a_client_is_negative() -> None:
    room = Room(np.array([30.0]), np.array([30.0]))
    assert value_axis("v", np.array([10.0]), room, 5000.0, 1000.0).number_format == "#,##0;;#,##0"
    assert value_axis("v", np.array([-900.0]), room, 5000.0, 1000.0).number_format == "#,##0;(#,##0)"
    assert value_axis("v", np.array([4.0]), Room(np.zeros(1), np.zeros(1)), 1.0, 1000.0).number_format == "#,##0.0"


def test_up_to_forty_clients_all_are_named_beyond_only_those_of_note() -> None:
    few = candidates(["a"] * 40, list(range(40)), np.arange(40.0), np.zeros(40, bool))
    assert len(few) == 40
    of_note = np.zeros(100, bool)
    of_note[[5, 95]] = True
    many = candidates([f"n{i}" for i in range(100)], list(range(100)), np.arange(100.0), of_note)
    assert sorted(many) == [5, *range(90, 100)]
    assert len(candidates(["a"] * 100, list(range(100)), np.arange(100.0), np.ones(100, bool))) == MAX_LABELS


def test_beyond_forty_the_lowest_band_and_the_overdue_are_named() -> None:
    book = crowd(90)
    layout = lay_out(book, *SIZE)
    named = {row for row, text in enumerate(layout.label) if text}
    assert 0 < len(named) <= MAX_LABELS
    lowest_or_overdue = {i for i in range(90) if i % 3 == 0 or i % 10 == 1}
    assert named <= lowest_or_overdue | set(range(80, 90))
    assert len(layout.label) == 90


def test_of_two_bubbles_on_top_of_each_other_the_larger_keeps_its_name() -> None:
    x, y, radius = np.array([100.0, 103.0, 500.0]), np.array([50.0, 52.0, 50.0]), np.array([10.0, 20.0, 5.0])
    kept = without_collisions({0: "Small", 1: "Large", 2: "Far"}, x, y, radius, 1000.0)
    assert kept == {1: "Large", 2: "Far"}


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 400), st.floats(0, 40)), min_size=1, max_size=30))
def test_kept_names_do_not_depend_on_row_order_and_one_at_least_is_kept(dots: list[tuple[float, float, float]]) -> None:
    dots = list(dict.fromkeys(dots))
    if len({radius for _, _, radius in dots}) < len(dots):
        dots = [(x, y, radius + i / 1000) for i, (x, y, radius) in enumerate(dots)]

    def kept(order: list[int]) -> set[tuple[float, float, float]]:
        x, y, radius = (np.array([dots[i][axis] for i in order]) for axis in range(3))
        names = without_collisions(dict.fromkeys(range(len(order)), "Some client"), x, y, radius, 1100.0)
        return {dots[order[i]] for i in names}

    forwards = kept(list(range(len(dots))))
    assert forwards
    assert forwards == kept(list(reversed(range(len(dots)))))


def test_names_are_shortened_between_words() -> None:
    assert shorten("  Acme \n Ltd ") == "Acme Ltd"
    assert shorten("Northwind Traders International") == "Northwind Traders…"
    assert shorten("Castellane Légumes & Fils") == "Castellane Légumes…"
    assert shorten("Hollis Donaudampfschiff") == "Hollis Donaudampfsc…"
    assert len(shorten("x" * 100)) == 20


def test_a_heavy_tail_is_said_and_the_axis_stays_linear() -> None:
    book = crowd(20)
    clients = book.clients.copy()
    clients.loc[19, "Overall Value"] = 1_000_000.0
    heavy = replace(book, clients=clients)
    layout = lay_out(heavy, *SIZE)
    assert layout.x.maximum > 1_000_000
    assert crowding(heavy, layout) == (
        "Most bubbles stand close together because Client 019 is 952 times the median value: "
        "sort SegmentResults by Map Value to compare."
    )
    assert crowding(book, lay_out(book, *SIZE)) == ""
