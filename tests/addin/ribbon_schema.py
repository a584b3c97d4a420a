"""What Office takes as a ribbon, by the tables of Microsoft's Open XML SDK, which openxml-audit carries.

The tables say which element may stand where, which attributes it takes and their kind. They do not say what a procedure
behind an attribute looks like: that stands in ``SIGNATURES``, from Microsoft's "Customizing the 2007 Office Fluent
Ribbon for Developers", part 3, which lists them for VBA.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from lxml import etree

__all__ = ["NAMESPACE", "SIGNATURES", "faults", "signature"]

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
_TABLES = "data/openxml/schemas/schemas_microsoft_com_office_2009_07_customui.json"

_CONTROL = "control As IRibbonControl"
_RETURNED = "ByRef returnedVal"
SIGNATURES: dict[tuple[str, str], tuple[str, ...]] = {
    ("customUI", "onLoad"): ("ribbon As IRibbonUI",),
    ("button", "onAction"): (_CONTROL,),
    ("toggleButton", "onAction"): (_CONTROL, "pressed As Boolean"),
    ("checkBox", "onAction"): (_CONTROL, "pressed As Boolean"),
}
"""Arguments of the procedure behind an attribute; of every ``get...`` the control, and what is given back."""


def signature(element: str, attribute: str) -> tuple[str, ...] | None:
    """The arguments of the procedure behind an attribute; None where the attribute names none."""
    if attribute.startswith("get"):
        return (_CONTROL, _RETURNED)
    return SIGNATURES.get((element, attribute))


def faults(root: Any) -> list[str]:
    """Everything in a ribbon, or in the menu of a dynamicMenu, that Office would refuse."""
    types, _ = _tables()
    name = "CT_CustomUI/mso14:customUI" if etree.QName(root).localname == "customUI" else "CT_MenuRoot/mso14:menu"
    start = next(known for known in types if known.endswith(name))
    if etree.QName(root).namespace != NAMESPACE:
        return [f"the namespace is {etree.QName(root).namespace}"]
    return list(_of_element(root, start))


def _of_element(element: Any, type_name: str) -> Iterator[str]:
    types, enumerations = _tables()
    known = types[type_name]
    attributes = {attribute["QName"].lstrip(":"): attribute for attribute in known.get("Attributes", [])}
    where = f"line {element.sourceline} <{etree.QName(element).localname}>"
    for name, value in element.attrib.items():
        if name not in attributes:
            yield f"{where}: no attribute {name}"
            continue
        kind = attributes[name].get("Type", "")
        choices = enumerations.get(kind.removeprefix("EnumValue<").removesuffix(">").split(".")[-1])
        if choices is not None and value not in choices:
            yield f"{where}: {name} is one of {', '.join(sorted(choices))}; got {value!r}"
        if kind == "BooleanValue" and value not in ("true", "false"):
            yield f"{where}: {name} is true or false; got {value!r}"
        limits = _limits(attributes[name])
        if not limits.get("MinLength", 0) <= len(value) <= limits.get("MaxLength", len(value)):
            yield f"{where}: {name} has {len(value)} characters; {limits}"
    for name, attribute in attributes.items():
        if (
            "RequiredValidator" in {rule["Name"] for rule in attribute.get("Validators", [])}
            and name not in element.attrib
        ):
            yield f"{where}: {name} is missing"
    children = {child["Name"].split(":")[-1]: child["Name"] for child in known.get("Children", [])}
    for child in element.iterchildren(tag=etree.Element):
        if etree.QName(child).localname in children:
            yield from _of_element(child, children[etree.QName(child).localname])
        else:
            yield f"{where}: <{etree.QName(child).localname}> may not stand in it"


def _limits(attribute: dict[str, Any]) -> dict[str, int]:
    rules = (rule for rule in attribute.get("Validators", []) if rule["Name"] == "StringValidator")
    return {
        argument["Name"]: int(argument["Value"])
        for rule in rules
        for argument in rule.get("Arguments", [])
        if argument["Name"] in ("MinLength", "MaxLength")
    }


@cache
def _tables() -> tuple[dict[str, Any], dict[str, set[str]]]:
    data = json.loads((files("openxml_audit") / _TABLES).read_text(encoding="utf-8"))
    types = {known["Name"]: known for known in data["Types"]}
    return types, {known["Name"]: {facet["Value"] for facet in known["Facets"]} for known in data["Enums"]}
