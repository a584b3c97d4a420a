"""The default catalogue, laid out for the tiers of a workbook."""

from __future__ import annotations

from segmentbook.checks import check
from segmentbook.model.inputs import Service
from segmentbook.report.inputs import FIRST_ROW, input_sheet
from segmentbook.report.services import service_columns, services_frame
from segmentbook.schema import SERVICES, Kind, defaults
from segmentbook.schema.default_services import SERVICES as CATALOGUE
from tests.checks.books import CLIENTS, TODAY, book, table
from tests.report.test_sample import raw_table

CLASSIC = (
    "Executive Sponsorship",
    "Quarterly Business Review",
    "Proactive Communications",
    "Assigned CSM",
    "Assigned Technical Resource",
    "Adoption Monitoring",
    "NPS and CSAT Survey Monitoring",
    "Best Practice Advice",
    "Training",
    "Health Check",
    "Renewal",
    "Escalations Management",
    "Support Case Monitoring",
    "Upsell",
    "Program Management",
)


def test_the_classic_services_are_done_by_people_and_the_others_by_machines() -> None:
    assert tuple(service.name for service in CATALOGUE if not service.automated) == CLASSIC
    machines = [service for service in CATALOGUE if service.automated]
    assert len(machines) >= 3
    lowest = defaults.TIERS[-1].name
    for service in CATALOGUE:
        assert service.definition.endswith(".")
        assert service.cost_per_time > 0
        assert (service.hours_per_time > 0) != service.automated
        assert 0 < service.margin < 1
        assert service.priority in (1, 2, 3)
        times = list(service.times.values())
        assert times == sorted(times, reverse=True)  # a higher tier gets no less
        assert times[0] > 0
    assert all(service.times[lowest] > 0 for service in machines)  # they stay on where there is no service


def test_what_is_laid_out_is_read_back_as_it_was() -> None:
    raw = raw_table("Services", services_frame())
    result = check(book(CLIENTS, raw), today=TODAY)
    assert [issue for issue in result.issues if issue.table == "Services"] == []

    def facts(service: Service) -> tuple[object, ...]:
        return (
            service.name,
            service.definition,
            service.cost_per_time,
            service.times_per_year,
            service.hours_per_time,
            service.margin,
            service.automated,
            dict(service.times),
            service.priority,
        )

    assert [facts(service) for service in result.inputs.services] == [facts(service) for service in CATALOGUE]


def test_a_workbooks_own_tiers_get_what_the_default_ones_get_in_their_place() -> None:
    frame = services_frame(["Gold", "Silver", "Bronze", "Basic"])
    reviews = frame[frame["Service"] == "Quarterly Business Review"].iloc[0]
    assert [reviews[tier] for tier in ("Gold", "Silver", "Bronze", "Basic")] == ["Yes", 2.0, 2.0, None]
    assert services_frame(["All"])["All"].tolist().count("Yes") == len(CATALOGUE)
    tiers = table("Tiers", "Tier | ARR Share", ["Gold", 0.3], ["Basic", None])
    raw = raw_table("Services", services_frame(["Gold", "Basic"]))
    result = check(book(CLIENTS, tiers, raw), today=TODAY)
    assert [issue for issue in result.issues if issue.table == "Services"] == []


def test_a_tier_called_as_a_column_has_none_of_its_own() -> None:
    frame = services_frame(["Priority", "Gold", ""])
    assert list(frame.columns) == [*SERVICES.headers, "Gold"]


def test_each_tier_has_a_column_that_says_how_it_is_filled() -> None:
    spec = input_sheet(SERVICES)
    columns = {column.header: column for column in spec.tables[0].columns}
    assert list(columns) == [*SERVICES.headers, *(tier.name for tier in defaults.TIERS)]
    for tier in defaults.TIERS:
        assert columns[tier.name].style.horizontal == "center"
        assert f"'{tier.name} Minimum'" in columns[tier.name].note
    assert columns["Margin"].style.number_format == "0%"
    assert [column.kind for column in service_columns(["Service", "Gold"])] == [Kind.ANY]
    assert str(spec.cells[2, 1].value).startswith(SERVICES.note)
    assert "put in your own" in str(spec.cells[2, 1].value)
    assert spec.freeze == (FIRST_ROW, 1)
