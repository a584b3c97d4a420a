"""The command ``segmentbook``: what a person or a script asks of a workbook file (product.md section 6).

Nothing heavy is imported here: ``segmentbook --help`` answers at once.
"""

from segmentbook.cli.app import app, main
from segmentbook.cli.books import check, demo, init, refresh
from segmentbook.cli.crm import crm
from segmentbook.cli.data import import_, set_
from segmentbook.cli.export import export
from segmentbook.cli.history import history
from segmentbook.cli.plan import plan

__all__ = ["app", "main"]

for _command in (demo, init, import_, set_, refresh, check, crm, plan, export, history):
    app.add_command(_command)
