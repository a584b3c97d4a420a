"""The ribbon without Excel: what Office refuses, what a user would trip over, and that every control is there."""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from typing import Any

import pytest
from lxml import etree

from addin.as_of import AS_OF_CHOICES
from addin.xlam import RIBBON
from segmentbook.checks.asked_columns import SHORT_NAMES
from segmentbook.cli import app
from segmentbook.crm.systems import SYSTEMS
from segmentbook.schema import CLIENTS, SEGMENT_RESULTS, setting
from tests.addin.ribbon_schema import NAMESPACE, faults, signature
from tests.addin.ribbon_stage import vba_text
from tests.addin.vba_text import statements

ROOT: Any = etree.parse(RIBBON).getroot()
ICONS = {
    # Names of Microsoft's lists of control identifiers for Excel 2010-2021, each seen in ribbons that people use.
    "AccountingFormat",
    "ConditionalFormattingIconSetsGallery",
    "ErrorChecking",
    "FileSaveAsOtherFormats",
    "FileSaveAsPdfOrXps",
    "Filter",
    "FilterClearAllFilters",
    "FunctionsDateTimeInsertGallery",
    "GoalSeek",
    "Help",
    "Info",
    "PercentStyle",
    "RefreshAll",
}
TABS_OF_EXCEL = {"A", "B", "F", "H", "JI", "L", "M", "N", "P", "R", "U", "W", "X", "Y1", "Y2"}
"""Keytips of Excel's own tabs, and of add-ins that come with it."""

PRODUCT = {
    # product.md section 7, in its order: what it names -> the control's id
    "Refresh (large)": "segmentsRefresh",
    "As-of date": "segmentsAsOf",
    "Check data": "segmentsCheck",
    "View: value": "segmentsByValue",
    "View: per seat": "segmentsPerSeat",
    "View: size by employees": "segmentsSize",
    "Filters: manager": "segmentsManager",
    "Filters: group": "segmentsGroup",
    "Filters: band": "segmentsBand",
    "Filters: segment": "segmentsSegment",
    "Filters: tier": "segmentsTier",
    "Filters: count": "segmentsFilterCount",
    "Filters: clear": "segmentsClearFilters",
    "Tiering: sheet": "segmentsTiering",
    "Tiering: plan": "segmentsPlan",
    "Export: CRM": "segmentsCrm",
    "Export: CRM, Salesforce": "segmentsSalesforce",
    "Export: CRM, HubSpot": "segmentsHubspot",
    "Export: CRM, Dynamics 365": "segmentsDynamics",
    "Export: CRM, Zoho": "segmentsZoho",
    "Export: PDF of the QBR pages": "segmentsPdf",
    "Export: PDF, of the book": "segmentsPdfBook",
    "Export: PDF, of one client": "segmentsPdfClient",
    "Export: PDF, of the clients shown": "segmentsPdfShown",
    "Export: review calendar": "segmentsCalendar",
    "Help": "segmentsHelp",
    "About": "segmentsAbout",
}
ACTIVE = ("button", "toggleButton", "checkBox", "menu", "dynamicMenu")
CONTROLS = {control.get("id"): control for control in ROOT.iter() if control.get("id")}


def kind(element: Any) -> str:
    return str(etree.QName(element).localname)


def procedures() -> dict[str, tuple[str, ...]]:
    """Arguments of each public procedure of the ribbon's module."""
    found = {}
    for line in statements(vba_text("SegmentbookRibbon")):
        head = re.fullmatch(r"Public Sub (\w+)\((.*)\)", line)
        if head:
            found[f"SegmentbookRibbon.{head[1]}"] = tuple(filter(None, head[2].split(", ")))
    return found


def test_office_takes_it() -> None:
    assert faults(ROOT) == []


@pytest.mark.parametrize(
    ("attribute", "value", "message"),
    [
        ("sise", "large", "line 9 <button>: no attribute sise"),
        ("size", "huge", "line 9 <button>: size is one of large, normal; got 'huge'"),
        ("visible", "yes", "line 9 <button>: visible is true or false; got 'yes'"),
        ("keytip", "LONG", "line 9 <button>: keytip has 4 characters; {'MinLength': 1, 'MaxLength': 3}"),
    ],
)
def test_what_office_would_refuse_is_found(attribute: str, value: str, message: str) -> None:
    root = copy.deepcopy(ROOT)
    button = root.find(f".//{{{NAMESPACE}}}button")
    button.set(attribute, value)
    button.sourceline = 9
    assert faults(root) == [message]


def test_a_control_in_the_wrong_place_is_found() -> None:
    root = etree.fromstring(f'<customUI xmlns="{NAMESPACE}"><ribbon><tabs><button id="x"/></tabs></ribbon></customUI>')
    assert faults(root) == ["line 1 <tabs>: <button> may not stand in it"]


def test_ids_are_unique_and_ours() -> None:
    ids = [element.get("id") for element in ROOT.iter(tag=etree.Element) if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"segments[A-Z]\w*", name) for name in ids)


def test_every_control_of_the_product_is_there() -> None:
    wanted = set(PRODUCT.values())
    assert wanted <= set(CONTROLS)
    others = {name for name, control in CONTROLS.items() if kind(control) in ACTIVE} - wanted
    assert others == {f"segmentsAsOf{choice}" for choice in ("Today", "Month", "Quarter", "Year", "Other")}
    assert CONTROLS["segmentsRefresh"].get("size") == "large"


def test_no_dead_buttons() -> None:
    """What the ribbon exports is what the command exports: no control without its command, and none missing."""
    labels = " ".join(control.get("label", "") for control in CONTROLS.values())
    options = {option for parameter in app.commands["export"].params for option in parameter.opts}
    assert ("PDF" in labels) == ("--pdf" in options)
    assert ("alendar" in labels) == ("--ics" in options)


def test_a_keytip_leads_to_one_control() -> None:
    """Unique where they can be typed at once, and none the beginning of another: Office acts on the shorter."""
    scopes = defaultdict(list)
    for control in ROOT.iter(tag=etree.Element):
        if control.get("keytip"):
            menu = next((up.get("id") for up in control.iterancestors() if kind(up) == "menu"), "tab")
            scopes[menu if kind(control) != "tab" else "tabs"].append(control.get("keytip"))
    scopes["tabs"] += TABS_OF_EXCEL
    for keytips in scopes.values():
        clashes = [(a, b) for i, a in enumerate(keytips) for j, b in enumerate(keytips) if i != j and b.startswith(a)]
        assert clashes == []
        assert all(re.fullmatch("[A-Z0-9]{1,3}", keytip) for keytip in keytips)


@pytest.mark.parametrize("control", [c for c in CONTROLS.values() if kind(c) in ACTIVE], ids=lambda c: c.get("id"))
def test_every_control_says_what_it_does(control: Any) -> None:
    assert control.get("screentip")
    assert control.get("supertip", "").endswith(".")
    assert control.get("keytip")
    assert bool(control.get("label")) != bool(control.get("getLabel"))
    assert (control.get("label") or control.get("getLabel")) != control.get("supertip")


def test_icons_exist() -> None:
    used = {control.get("imageMso") for control in CONTROLS.values() if control.get("imageMso")}
    assert used == ICONS
    groups = [control for control in CONTROLS.values() if kind(control) in ("group", "dynamicMenu")]
    assert [group.get("id") for group in groups if not group.get("imageMso")] == []


def test_every_callback_is_there_with_the_arguments_that_excel_gives() -> None:
    there, used = procedures(), set()
    for element in ROOT.iter(tag=etree.Element):
        for attribute, value in element.attrib.items():
            if attribute.startswith(("get", "on")):
                assert there[value] == signature(kind(element), attribute), f"{element.get('id')} {attribute}"
                used.add(value)
    in_menus = {f"SegmentbookRibbon.{name}" for name in ("GetTicked", "GetNotTicked", "OnFilterValue", "OnFilterAll")}
    assert set(there) - used == {"SegmentbookRibbon.RedrawSegments", *in_menus}


def test_callbacks_of_the_filters_menus_have_the_arguments_that_excel_gives() -> None:
    text, there = vba_text("SegmentbookState"), procedures()
    for name in re.findall(r"SegmentbookRibbon\.(On\w+)", text):
        element = "button" if name == "OnFilters" else "checkBox"
        assert there[f"SegmentbookRibbon.{name}"] == signature(element, "onAction")
    for name in ("GetTicked", "GetNotTicked"):
        assert f'"{name}"' in text
        assert there[f"SegmentbookRibbon.{name}"] == signature("checkBox", "getPressed")


def test_a_filter_knows_the_names_of_its_column() -> None:
    menus = [control for control in CONTROLS.values() if kind(control) == "dynamicMenu"]
    assert len(menus) == 5
    for menu in menus:
        label, column, *others = menu.get("tag").split("|")
        assert column in SEGMENT_RESULTS.headers
        assert label in column
        aliases = list(CLIENTS[column].aliases) if column in CLIENTS.headers else []
        short = [name.title() for name, of in SHORT_NAMES.items() if of == column]
        assert others == aliases + short


def test_the_systems_are_those_of_the_crm_command() -> None:
    buttons = CONTROLS["segmentsCrm"].findall(f"{{{NAMESPACE}}}button")
    assert [(button.get("tag"), button.get("label")) for button in buttons] == [
        (key, system.title) for key, system in SYSTEMS.items()
    ]


def test_as_of_choices_are_those_of_the_command() -> None:
    buttons = CONTROLS["segmentsAsOf"].findall(f"{{{NAMESPACE}}}button")
    assert [button.get("tag") for button in buttons] == [*AS_OF_CHOICES, None]
    assert buttons[-1].get("onAction") == "SegmentbookRibbon.OnAsOfOther"


def test_values_of_the_view_are_those_of_the_setting() -> None:
    known = setting("Value Basis")
    assert known is not None
    assert (CONTROLS["segmentsByValue"].get("tag"), CONTROLS["segmentsPerSeat"].get("tag")) == known.choices
