"""The ribbon's callbacks run, by LibreOffice, from the committed text: what they hand to Python, and what they show.

Only what Excel alone has is a stand-in (``ribbon_stage``); one LibreOffice runs all scenes of a book.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from addin import commands
from addin.xlam import RIBBON
from tests.addin.ribbon_schema import NAMESPACE, faults
from tests.addin.ribbon_stage import act
from tests.tools import Office

MANAGER = "Manager|Account Manager|CSM"
TIER = "Tier|Tier"
LINE = "from addin import commands; commands."


def clicked(callback: str, tag: str = "", more: str = "") -> str:
    """A click, and the lines of Python that come of it."""
    return f'    {callback} NewControl("{tag}"){more}\n    Said = Lines & Boxes'


def shown_by(callback: str, tag: str = "") -> str:
    """What a control shows."""
    return f'    Dim r As Variant\n    {callback} NewControl("{tag}"), r\n    Said = "" & r'


def block(column: str, rows: Sequence[Sequence[object]]) -> dict[str, object]:
    """Cells from row 1 of a column on."""
    return {
        f"{chr(ord(column) + across)}{down}": value
        for down, row in enumerate(rows, start=1)
        for across, value in enumerate(row)
    }


ACTIONS = {
    "refresh": (clicked("OnRefresh"), f"{LINE}refresh()~"),
    "as of today": (clicked("OnAsOf", "today"), f"{LINE}as_of(when='today')~"),
    "as of a month-end": (clicked("OnAsOf", "month-end"), f"{LINE}as_of(when='month-end')~"),
    "as of a date": (
        "    Answers = " + '"2026-06-30"\n' + clicked("OnAsOfOther"),
        f"{LINE}as_of(when='2026-06-30')~",
    ),
    "as of what is no date, then cancelled": (
        '    Answers = "31/31/2026~12:30~"\n' + clicked("OnAsOfOther"),
        "Segmentbook: '31/31/2026' is not a date.~Segmentbook: '12:30' is not a date.~",
    ),
    "as of another date, cancelled": (clicked("OnAsOfOther"), ""),
    "check": (clicked("OnCheck"), f"{LINE}check()~"),
    "value": (clicked("OnValueBasis", "MRR", ", True"), f"{LINE}value_basis(basis='MRR')~"),
    "per seat": (clicked("OnValueBasis", "MRR per Seat", ", True"), f"{LINE}value_basis(basis='MRR per Seat')~"),
    "size on": (clicked("OnSizeByEmployees", "", ", True"), f"{LINE}size_by_employees(on=True)~"),
    "size off": (clicked("OnSizeByEmployees", "", ", False"), f"{LINE}size_by_employees(on=False)~"),
    "a value ticked": (
        clicked("OnFilterValue", "Account Manager|Ann Lee", ", True"),
        f"{LINE}set_filter(column='Account Manager', value='Ann Lee', shown=True)~",
    ),
    "a value no longer ticked": (
        clicked("OnFilterValue", "Tier|Tier 1", ", False"),
        f"{LINE}set_filter(column='Tier', value='Tier 1', shown=False)~",
    ),
    "a value that would be code": (
        clicked("OnFilterValue", 'Tier|\'); x|""%PATH%\\', ", True"),
        f"{LINE}set_filter(column='Tier', "
        "value='\\u0027\\u0029\\u003b x\\u007c\\u0022\\u0025PATH\\u0025\\u005c', shown=True)~",
    ),
    "a value in other letters": (
        '    OnFilterValue NewControl("Tier|" & ChrW(233) & ChrW(&HD83D) & ChrW(&HDE00)), True\n    Said = Lines',
        f"{LINE}set_filter(column='Tier', value='\\u00e9\\ud83d\\ude00', shown=True)~",
    ),
    "all values": (clicked("OnFilterAll", "Health Band", ", True"), f"{LINE}clear_filters(column='Health Band')~"),
    "the table of filters": (clicked("OnFilters"), f"{LINE}filters()~"),
    "clear": (clicked("OnClearFilters"), f"{LINE}clear_filters()~"),
    "tiering": (clicked("OnTiering"), f"{LINE}tiering()~"),
    "plan": (clicked("OnPlan"), f"{LINE}plan()~"),
    "crm": (clicked("OnCrm", "salesforce"), f"{LINE}export_crm(to='salesforce')~"),
    "pages": (clicked("OnPdf", "shown"), f"{LINE}export_pdf(pages='shown')~"),
    "reviews": (clicked("OnCalendar"), f"{LINE}export_calendar()~"),
    "help": (clicked("OnHelp"), f"{LINE}help()~"),
    "about": (clicked("OnAbout"), f"{LINE}about()~"),
}
GUARDS = {
    "a formula being computed": ('    CallerName = "Range"\n' + clicked("OnRefresh"), ""),
    "a double click": (
        '    OnRefresh NewControl("")\n    OnRefresh NewControl("")\n    Said = Lines',
        f"{LINE}refresh()~",
    ),
    "a second click after a while": (
        '    OnRefresh NewControl("")\n    Clock = Clock + 0.6\n    OnRefresh NewControl("")\n    Said = Lines',
        f"{LINE}refresh()~{LINE}refresh()~",
    ),
    "another click right after": (
        '    OnRefresh NewControl("")\n    OnCheck NewControl("")\n    Said = Lines',
        f"{LINE}refresh()~{LINE}check()~",
    ),
    "a click while Python works": ('    Mood = "clicked"\n' + clicked("OnRefresh"), f"{LINE}refresh()~"),
    "no Python": (
        '    Mood = "broken"\n    OnRefresh NewControl("")\n    Mood = ""\n    OnCheck NewControl("")\n'
        "    Said = Lines & Boxes & StatusBar & Redrawn",
        f"{LINE}refresh()~{LINE}check()~Segmentbook: Segmentbook could not start its Python. No such file."
        "//Close Excel, install again (segmentbook addin install), start Excel.~False2",
    ),
    "no workbook": (
        "    SetStage Nothing\n" + clicked("OnRefresh") + '\n    OnAsOfOther NewControl("")\n    Said = Lines & Boxes',
        "",
    ),
    "the ribbon is drawn anew after a command": (
        '    OnRefresh NewControl("")\n    Said = Redrawn & StatusBar',
        "1False",
    ),
}
STATES = {
    "a workbook": (shown_by("GetHasBook"), "True"),
    "clients": (shown_by("GetHasClients"), "True"),
    "results": (shown_by("GetHasResults"), "True"),
    "services": (shown_by("GetHasServices"), "False"),
    "filters": (shown_by("GetHasFilters"), "True"),
    "status": (
        '    Stage().NameText = "=""Refreshed: 2 """"errors"""""""\n' + shown_by("GetStatus"),
        'Refreshed: 2 "errors"',
    ),
    "status before the first refresh": (shown_by("GetStatus"), "Not refreshed yet"),
    "as of": (shown_by("GetAsOfLabel"), "As of: 31 Oct 2026"),
    "not by value": (shown_by("GetIsValueBasis", "MRR"), "False"),
    "by value per seat": (shown_by("GetIsValueBasis", "MRR per Seat"), "True"),
    "size": (shown_by("GetIsSizeByEmployees"), "False"),
    "one manager": (shown_by("GetFilterLabel", MANAGER), "Manager: Bo & Co".replace("&", "&&")),
    "two tiers": (shown_by("GetFilterLabel", TIER), "Tier: 2 chosen"),
    "all bands": (shown_by("GetFilterLabel", "Band|Health Band|Band|Health"), "Band: all"),
    "count": (shown_by("GetFilterCount"), "Filters in force: 2"),
    "menu": (shown_by("GetFilterMenu", MANAGER), ""),
    "menu of a column that is not there": (shown_by("GetFilterMenu", "Segment|Segment Name"), ""),
    "state is kept for two seconds": (
        '    Dim r As Variant\n    GetAsOfLabel NewControl(""), r\n'
        "    Set Stage().Worksheets = New Collection\n"
        '    GetAsOfLabel NewControl(""), r\n    Said = r\n    Clock = Clock + 3\n    GetAsOfLabel NewControl(""), r\n'
        '    Said = Said & "|" & r',
        "As of: 31 Oct 2026|As of: today",
    ),
}
CELLS = {
    **block(
        "A",
        [
            ["SETTING", "Value"],
            [" value-basis ", "mrr per SEAT"],
            ["As of", date(2026, 10, 31)],
            ["Size by Employees", "no"],
        ],
    ),
    **block(
        "D",
        [
            ["Column", "Values"],
            ["csm", " Bo & Co ;; "],
            ["tier", "One; (blank)"],
            ["Health Band", None],
            [None, "values of no column"],
        ],
    ),
    **block(
        "G",
        [
            ["Client", "Account Manager", "Segment", "Tier"],
            ["A", "zoe", "HH", "One"],
            ["B", "Ann <\"'>", "HL", "Two"],
            ["C", "Zoe", "LL", "One"],
            ["D", None, "LL", "One"],
            ["E", "not; one", "LL", "One"],
        ],
    ),
    **block("L", [["Customer Name", "Customer ID"], ["A", 1]]),
}
TABLES = {"Settings": "A1:B4", "Filters_Segmentbook": "D1:E5", "SegmentResults": "G1:J6", "Clients": "L1:M2"}
POOR = {
    "no tables: as of": (shown_by("GetAsOfLabel"), "As of: today"),
    "no tables: value": (shown_by("GetIsValueBasis", "MRR"), "True"),
    "no tables: size": (shown_by("GetIsSizeByEmployees"), "True"),
    "no tables: clients": (shown_by("GetHasClients"), "False"),
    "no tables: results": (shown_by("GetHasResults"), "False"),
    "no tables: count": (shown_by("GetFilterCount"), "Filters in force: 0"),
    "no tables: filters": (shown_by("GetHasFilters"), "False"),
    "no tables: manager": (shown_by("GetFilterLabel", MANAGER), "Manager: all"),
    "no workbook: results": ("    SetStage Nothing\n" + shown_by("GetHasResults"), "False"),
    "no workbook: as of": ("    SetStage Nothing\n" + shown_by("GetAsOfLabel"), "As of: today"),
    "no workbook: book": ("    SetStage Nothing\n" + shown_by("GetHasBook"), "False"),
    "no workbook: menu": ("    SetStage Nothing\n" + shown_by("GetFilterMenu", MANAGER), ""),
}
PLAIN = {
    "sheet Settings: as of": (shown_by("GetAsOfLabel"), "As of: next week"),
    "sheet Settings: an error": (shown_by("GetIsValueBasis", "MRR"), "True"),
    "sheet Settings: FALSE": (shown_by("GetIsSizeByEmployees"), "False"),
    "sheet Filters: count": (shown_by("GetFilterCount"), "Filters in force: 1"),
    "sheet Filters of other things": (shown_by("GetFilterLabel", TIER), "Tier: One"),
    "sheet Clients": (shown_by("GetHasClients"), "True"),
    "sheet Services with whatever headers": (shown_by("GetHasServices"), "True"),
}
PLAIN_CELLS = {
    **block(
        "A",
        [
            ["What we set"],
            [],
            ["Setting", "Value"],
            ["As of", "next week"],
            ["Value Basis", "=1/0"],
            ["Size by Employees", False],
        ],
    ),
    **block("D", [[], ["Column", "Values"], ["Tier", "One"]]),
    **block("G", [["Client"], ["A"]]),
    **block("I", [["Service"], ["Tea"]]),
}
PLAIN_TABLES = {"@Settings": "A1:B6", "@filters (segmentbook)": "D2:E3", "@Clients": "G1:G2", "@Services": "I1:I2"}


@pytest.fixture(scope="module")
def said(office: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What every scene said."""
    folder = tmp_path_factory.mktemp("ribbon")
    told: dict[str, str] = {}
    for name, scenes, cells, tables in (
        ("rich", {**ACTIONS, **GUARDS, **STATES}, CELLS, TABLES),
        ("poor", POOR, {"A1": 1}, {}),
        ("plain", PLAIN, PLAIN_CELLS, PLAIN_TABLES),
    ):
        texts = act(office, folder / f"{name}.xlsm", cells, tables, [scene for scene, _ in scenes.values()])
        told |= dict(zip(scenes, texts, strict=True))
    return told


MENUS = ("menu", "menu of a column that is not there", "no workbook: menu")


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        pytest.param(name, expected, id=name)
        for scenes in (ACTIONS, GUARDS, STATES, POOR, PLAIN)
        for name, (_, expected) in scenes.items()
        if name not in MENUS
    ],
)
def test_scene(said: dict[str, str], scene: str, expected: str) -> None:
    assert said[scene] == expected


def test_every_action_of_the_ribbon_has_a_scene() -> None:
    root: Any = etree.parse(RIBBON)
    used = {control.get("onAction").split(".")[1] for control in root.iter() if control.get("onAction")}
    played = "".join(scene for scene, _ in ACTIONS.values())
    assert {name for name in used if f"{name} " not in played} == set()


def test_every_state_of_the_ribbon_has_a_scene() -> None:
    root: Any = etree.parse(RIBBON)
    used = {
        value.split(".")[1] for control in root.iter() for name, value in control.attrib.items() if name[:3] == "get"
    }
    played = "".join(scene for scenes in (STATES, POOR) for scene, _ in scenes.values())
    assert {name for name in used if f"{name} " not in played} == set()


def test_the_menu_of_a_filter(said: dict[str, str]) -> None:
    """Every value once whatever its case, sorted, blank last; what ; would part is left out; those in force ticked."""
    root: Any = etree.fromstring(said["menu"])
    assert faults(root) == []
    entries = [
        (entry.get("label"), entry.get("tag"), entry.get("getPressed").removeprefix("SegmentbookRibbon."))
        for entry in root.iter(f"{{{NAMESPACE}}}checkBox")
    ]
    assert entries == [
        ("All", "Account Manager", "GetNotTicked"),
        ("Ann <\"'>", "Account Manager|Ann <\"'>", "GetNotTicked"),
        ("Bo && Co", "Account Manager|Bo & Co", "GetTicked"),  # in force, though no client has it
        ("zoe", "Account Manager|zoe", "GetNotTicked"),
        ("(blank)", "Account Manager|(blank)", "GetNotTicked"),
    ]
    ids = [entry.get("id") for entry in root]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("scene", MENUS[1:])
def test_a_menu_without_values(said: dict[str, str], scene: str) -> None:
    root: Any = etree.fromstring(said[scene])
    assert faults(root) == []
    assert [(entry.get("label"), entry.get("getPressed")) for entry in root.iter(f"{{{NAMESPACE}}}checkBox")] == [
        ("All", "SegmentbookRibbon.GetTicked")
    ]


def test_a_menu_of_many_values(office: Office, tmp_path: Path) -> None:
    """Of more than 500 values the first, and the way to the table Filters: Office takes 1,000 entries at most."""
    cells: dict[str, object] = {"A1": "Client", "B1": "Tier"}
    cells |= {f"{column}{row}": f"{row:04}" for row in range(2, 604) for column in "AB"}
    texts = act(office, tmp_path / "many.xlsm", cells, {"SegmentResults": "A1:B603"}, [shown_by("GetFilterMenu", TIER)])
    root: Any = etree.fromstring(texts[0])
    assert faults(root) == []
    labels = [entry.get("label") for entry in root if entry.get("label")]
    assert labels[:3] == ["All", "0002", "0003"]
    assert labels[-2:] == ["0501", "More: type them in the table Filters"]
    assert len(labels) == 502


def test_python_has_every_command_with_these_arguments() -> None:
    """Each line that a click gives is a call that Python can make; none is left without a click but Calc's own."""
    called = set()
    for _, line in ACTIONS.values():
        for statement in filter(None, line.split("~")):
            if statement.startswith(LINE):
                call = ast.parse(statement.removeprefix("from addin import commands; "), mode="eval").body
                assert isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
                given = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
                function = getattr(commands, call.func.attr)
                inspect.signature(function).bind(**given)
                assert all(type(value).__name__ == hint(function, name) for name, value in given.items())
                called.add(call.func.attr)
    assert called == set(commands.__all__)


def hint(function: Callable[..., None], name: str) -> str:
    return str(inspect.signature(function).parameters[name].annotation)
