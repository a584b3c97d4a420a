"""Names on the map stand where they cover neither names nor bubbles."""

from __future__ import annotations

from segmentbook.workbook.label_places import label_places
from tests.workbook.maps import RED, REFERENCE, chart, series


def test_a_name_stands_to_the_right_where_there_is_room() -> None:
    assert label_places(chart(), 900, 500) == {(0, 0): "r", (1, 1): "r"}


def test_a_name_gives_way_to_a_bubble_and_to_the_edge() -> None:
    crowd = {0: (4000.0, 80.0, 1.0, "Covered by"), 1: (4900.0, 80.0, 2.0, ""), 2: (9990.0, 20.0, 1.0, "At the edge")}
    assert label_places(chart(series=(series("Red", 1, "C", RED, crowd), REFERENCE)), 900, 500) == {
        (0, 0): "l",
        (0, 2): "l",
    }


def test_names_at_one_place_do_not_cover_each_other() -> None:
    same = dict.fromkeys(range(4), (2000.0, 80.0, 1.0, "A name"))
    places = label_places(chart(series=(series("Red", 1, "C", RED, same), REFERENCE)), 900, 500)
    assert sorted(places.values()) == ["b", "l", "r", "t"]


def test_a_map_without_names_or_points_has_no_places() -> None:
    assert label_places(chart(series=(REFERENCE,)), 900, 500) == {}
