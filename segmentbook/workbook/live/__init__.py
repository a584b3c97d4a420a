"""The refresh of an open workbook, through the public xlwings object model.

What is used of xlwings, so that an engine for another spreadsheet can give exactly that:

========= ==========================================================================================================
App       ``screen_updating``, ``calculation``, ``enable_events``, ``display_alerts`` (read and set)
Book      ``app``, ``name``, ``fullname``, ``sheets`` (iterated, by name, ``active``), ``impl``
Sheet     ``name``, ``index``, ``visible``, ``book``, ``range((row, column), (row, column))``, ``range("12:15")``,
          ``used_range``, ``tables``, ``notes`` (iterated: ``location``, ``text``), ``page_setup.print_area``
Range     ``raw_value`` set with a list of rows (below), ``formula`` and ``formula2`` read in bulk (a cell without a
          formula gives what it shows) and set with one text or with a tuple of rows (formulas, texts, numbers, None),
          ``clear``, ``insert("down")`` of whole rows and ``insert("right")`` of whole columns, ``delete``, ``move``,
          ``row``, ``column``, ``shape``, ``number_format``, ``column_width`` and ``row_height`` (set), ``note``
          (``text``, ``author``, ``delete``), ``add_note``
Table     ``name``, ``range``, ``resize``, ``show_headers``, ``show_totals``, ``columns`` (``name`` of each; ``add``
          with name and index from 1, ``delete`` of one: the table's other columns, and what is beside it, move along)
Tables    iterated, ``add(source=, name=, has_headers=True, table_style_name=)``
========= ==========================================================================================================

``raw_value`` takes rows of None (clears the cell), str, float and bool, and reads text **as Excel does when it is
typed**: ``'=1`` (a leading apostrophe) is the text ``=1``, ``#N/A`` and its like are the error value. Every text that
could be read as something else than itself is written with the apostrophe, so an engine has nothing more to guess.
Formulas are English, A1, with commas, in Excel's syntax, both ways: ``=SUBTOTAL(103,[@Client])``.

All else that is needed stands in `beyond.Beyond`: an engine gives it as the attribute ``beyond`` of the ``impl`` of its
books; xlwings' own engines are served by ``beyond_excel``.
"""

from __future__ import annotations

from segmentbook.workbook.live.refresh import check_open, refresh_open

__all__ = ["check_open", "refresh_open"]
