from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from addin import guide as module
from addin.guide import guide, write_guide
from addin.xlam import RIBBON
from segmentbook.schema import INPUT_TABLES, RESULT_TABLES, SETTINGS
from udfs import FORMULAS


@pytest.fixture(scope="module")
def page() -> Any:
    return html.fromstring(guide(Path("/state/segmentbook.log")))


def test_it_names_everything_that_there_is(page: Any) -> None:
    text = page.text_content()
    root: Any = etree.parse(RIBBON)
    names = [table.name for table in (*INPUT_TABLES, *RESULT_TABLES)]
    names += [column.header for table in INPUT_TABLES for column in table]
    names += [setting.name for setting in SETTINGS] + [f"={name}(" for name in FORMULAS]
    names += [control.get("supertip") for control in root.iter("{*}button", "{*}toggleButton", "{*}checkBox")]
    assert [name for name in names if name not in text] == []
    assert "/state/segmentbook.log" in text


def test_it_needs_no_internet_and_runs_nothing(page: Any) -> None:
    assert page.xpath("//script | //link | //img | //iframe | //*[@src] | //*[@href]") == []
    assert not [element for element in page.iter() if any(name.startswith("on") for name in element.attrib)]


def test_what_looks_like_markup_is_text() -> None:
    assert "<i>" not in guide(Path("/<i>/log"))


def test_it_is_written_where_the_log_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "state_folder", lambda: tmp_path / "state")
    path = write_guide()
    assert path == tmp_path / "state" / "guide.html"
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
