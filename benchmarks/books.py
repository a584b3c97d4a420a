"""Sample books at size: clients and contracts beside a workbook of the user's own.

``python benchmarks/books.py 10000 50000 book.xlsx`` writes one. XlsxWriter makes them, so that neither side of the
comparison reads what it wrote itself.
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta

import xlsxwriter

FOREIGN_MEGABYTES = 20
FIRST_DAY = date(2020, 1, 1)


def write_book(
    path: str,
    clients: int,
    contracts: int,
    foreign_megabytes: int = FOREIGN_MEGABYTES,
    services: int = 0,
    items: int = 0,
) -> None:
    """A workbook with Clients (20 columns), Contracts (10), services, items of a stack, and foreign sheets."""
    chance = random.Random(20260630)
    book = xlsxwriter.Workbook(path)  # texts as shared strings, as Excel keeps them
    day = book.add_format({"num_format": 14})
    _clients(book.add_worksheet("Clients"), clients, chance, day)
    _contracts(book.add_worksheet("Contracts"), contracts, clients, chance, day)
    if services:
        _services(book.add_worksheet("Services"), services)
    if items:
        _stack(book, items, clients, chance)
    # 1.0 MB of such a sheet is some 78,000 numbers once deflated.
    rows_per_sheet = 20_000
    for sheet in range(round(foreign_megabytes * 78_000 / (rows_per_sheet * 12))):
        own = book.add_worksheet(f"Own {sheet + 1}")
        for row in range(rows_per_sheet):
            own.write_row(row, 0, [chance.random() * 1e6 for _ in range(12)])
    book.close()


def _clients(sheet, count, chance, day) -> None:
    head = [
        "Client",
        "Client ID",
        "Account Manager",
        "Account Group",
        "Industry",
        "Region",
        "Employees",
        "Client Since",
    ]
    head += [
        "Primary Contact",
        "NPS",
        "Last Interaction",
        "Last Review",
        "Licensed Seats",
        "Active Seats",
        "Segment Value",
    ]
    head += ["Tickets per Seat", "Sites", "CSAT", "Relationship", "Executive Sponsor"]
    sheet.write_row(0, 0, head)
    for i in range(count):
        seats = chance.randint(5, 900)
        sheet.write_row(
            i + 1,
            0,
            [
                f"Client number {i}",
                f"C-{i:06d}",
                f"Manager {i % 60}",
                f"Group {i % 9}",
                f"Industry {i % 25}",
                f"Region {i % 12}",
                seats,
            ],
        )
        sheet.write_datetime(i + 1, 7, FIRST_DAY + timedelta(chance.randint(0, 2000)), day)
        sheet.write_row(i + 1, 8, [f"Contact {i}", chance.randint(0, 10)])
        sheet.write_datetime(i + 1, 10, date(2026, 1, 1) + timedelta(chance.randint(0, 170)), day)
        sheet.write_datetime(i + 1, 11, date(2025, 6, 1) + timedelta(chance.randint(0, 380)), day)
        sheet.write_row(i + 1, 12, [seats, chance.randint(1, seats)])
        if i % 40 == 0:
            sheet.write_number(i + 1, 14, chance.randint(500, 20_000))
        sheet.write_row(
            i + 1,
            15,
            [round(chance.random() * 2, 2), chance.randint(1, 12), chance.randint(55, 100), chance.randint(1, 5)],
        )
        sheet.write_string(i + 1, 19, ("Yes", "No", "Partly")[i % 3])


def _contracts(sheet, count, clients, chance, day) -> None:
    head = [
        "Contract ID",
        "Client",
        "Product",
        "Amount",
        "Quantity",
        "Billing Period",
        "Start",
        "End",
        "Status",
        "Kind",
    ]
    sheet.write_row(0, 0, head)
    for i in range(count):
        start = FIRST_DAY + timedelta(chance.randint(0, 2300))
        period = ("Monthly", "Annual", "Quarterly")[i % 3]
        client = f"C-{chance.randrange(clients):06d}"
        amount = round(chance.random() * 900, 2)
        sheet.write_row(i + 1, 0, [f"K-{i:07d}", client, f"Product {i % 200}", amount, chance.randint(1, 9), period])
        sheet.write_datetime(i + 1, 6, start, day)
        if i % 4:
            sheet.write_datetime(i + 1, 7, start + timedelta(chance.choice((365, 730, 1095))), day)
        sheet.write_row(
            i + 1, 8, [("Active", "Active", "Active", "Quoted")[i % 4], ("Recurring", "One-off")[i % 10 == 0]]
        )


def _services(sheet, count) -> None:
    """A catalogue for the default tiers: fewer services and fewer times a year from tier to tier."""
    head = ["Service", "Cost per Time", "Times per Year", "Hours per Time", "Margin"]
    sheet.write_row(0, 0, [*head, "Tier 1 - Strategic", "Tier 2 - Mid-market", "Tier 3 - Long tail"])
    for i in range(count):
        often = (1, 2, 4, 12)[i % 4]
        times = [often, often if i % 3 else "", often / 2 if i % 2 else ""]
        sheet.write_row(i + 1, 0, [f"Service {i}", 40 + 35 * i, often, 0.5 + i % 5, 0.3, *times])


def _stack(book, items, clients, chance) -> None:
    """So many items under four tags, every other one per seat, and what each client has of them."""
    sheet = book.add_worksheet("StackItems")
    sheet.write_row(0, 0, ["Item", "Tags", "MRR Price", "Non-recurring Price", "Per"])
    names = [f"Item {i}" for i in range(items)]
    tags = ("Standard", "Premium", "Security; Standard", "Cloud")
    for i, name in enumerate(names):
        sheet.write_row(i + 1, 0, [name, tags[i % 4], 5 + 40 * (i % 2) * i, 20 * (i % 3), ("Seat", "Client")[i % 2]])
    sheet = book.add_worksheet("StackAlignment")
    sheet.write_row(0, 0, ["Client", *names])
    for i in range(clients):
        words = (chance.choice(("Aligned", "Aligned", "Opportunity", "")) for _ in names)
        sheet.write_row(i + 1, 0, [f"C-{i:06d}", *words])


if __name__ == "__main__":
    write_book(sys.argv[3], int(sys.argv[1]), int(sys.argv[2]))
