"""Which column goes where."""

from __future__ import annotations

import pytest

from segmentbook.importing.advice import missing_required, unclear_period
from segmentbook.importing.mapping import OptionError, choose_columns, split_option
from segmentbook.schema import CLIENTS, CONTRACTS, Table

OURS = CONTRACTS.headers


def chosen(
    theirs: list[str],
    maps: list[tuple[str, str]] = [],  # noqa: B006  # never changed
    constants: list[tuple[str, str]] = [],  # noqa: B006
    own: tuple[str, ...] = OURS,
    table: Table = CONTRACTS,
) -> list[str]:
    return [column.text() for column in choose_columns(table, own, theirs, maps, constants, "f.csv")]


def refused(*args: object, **kwargs: object) -> str:
    with pytest.raises(OptionError) as error:
        chosen(*args, **kwargs)  # type: ignore[arg-type]
    return str(error.value)


def test_headers_then_aliases_then_columns_of_their_own() -> None:
    assert chosen(["customer_id", "START DATE", "monthly_amount", "End", "gender"]) == [
        "customer_id -> Client",
        "START DATE -> Start",
        "monthly_amount -> Amount",
        "End -> End",
        "gender -> gender (new column)",
    ]


def test_a_header_itself_goes_before_an_alias() -> None:
    assert chosen(["Company", "Client", "Price", "Amount", "Start"]) == [
        "Company -> Company (new column)",
        "Client -> Client",
        "Price -> Price (new column)",
        "Amount -> Amount",
        "Start -> Start",
    ]


def test_map_goes_before_everything_and_may_name_new_columns() -> None:
    maps = [("tenure", "Months as client"), ("Contract", "Term"), ("customerid", "client")]
    assert chosen(["customerID", "tenure", "Contract"], maps) == [
        "customerID -> Client",
        "tenure -> Months as client (new column)",
        "Contract -> Term (new column)",
    ]


def test_the_users_own_words_for_our_columns_are_kept() -> None:
    own = ("Company", "Monthly Fee", "Begin", "Remark")
    assert chosen(["Client", "Amount", "Start", "remark"], own=own) == [
        "Client -> Company",
        "Amount -> Monthly Fee",
        "Start -> Begin",
        "remark -> Remark",
    ]
    assert chosen(["x"], [("x", "Amount")], own=own) == ["x -> Monthly Fee"]


def test_constants() -> None:
    assert chosen(["Client"], constants=[("billing period", "Annual"), ("Source", "CRM")]) == [
        "Client -> Client",
        "'Annual' -> Billing Period",
        "'CRM' -> Source (new column)",
    ]


def test_a_constant_leaves_the_alias_as_a_column_of_its_own() -> None:
    assert chosen(["Interval"], constants=[("Billing Period", "Annual")]) == [
        "Interval -> Interval (new column)",
        "'Annual' -> Billing Period",
    ]


@pytest.mark.parametrize("header", ["ARR", "Annual Amount", "TCV", "ACV", "Total Contract Value", "Yearly Price"])
def test_money_of_another_period_is_never_taken_for_the_amount(header: str) -> None:
    assert chosen([header]) == [f"{header} -> {header} (new column)"]
    assert chosen([header], [(header, "Amount")]) == [f"{header} -> Amount"]


@pytest.mark.parametrize(
    ("header", "period"),
    [
        ("ARR", "Annual"),
        ("Annual Amount", "Annual"),
        ("TCV", "Total"),
        ("TotalValue", "Total"),
        ("mrr_yearly", "Annual"),
    ],
)
def test_a_missing_amount_says_what_to_do(header: str, period: str) -> None:
    theirs = ["Client", "Start", header]
    columns = choose_columns(CONTRACTS, OURS, theirs, file_name="f.csv")
    assert missing_required(CONTRACTS, columns, theirs, "f.csv") == (
        f"f.csv has no column for Amount, and {header!r} may be for another period than a month: say "
        f'--map "{header}=Amount" --set "Billing Period={period}".'
    )


def test_a_missing_required_column_names_the_likeliest_headers_first() -> None:
    theirs = ["Client", "colour", "Amount", "begins on"]
    columns = choose_columns(CONTRACTS, OURS, theirs, file_name="f.csv")
    assert missing_required(CONTRACTS, columns, theirs, "f.csv") == (
        "f.csv has no column for Start of Contracts; it has 'begins on', 'Amount', 'Client', 'colour'. Say which it "
        'is: --map "begins on=Start".'
    )
    assert missing_required(CLIENTS, choose_columns(CLIENTS, (), ["Name"]), ["Name"], "f.csv") is None


def test_wrong_sources_list_the_headers_there_are() -> None:
    assert refused(["start_date", "amount"], [("strat_date", "Start")]) == (
        "--map: f.csv has no header 'strat_date'; it has 'start_date', 'amount'."
    )


def test_two_for_one_is_refused() -> None:
    assert refused(["Fee", "Amount"], [("Fee", "Amount")]) == (
        "Amount would be filled by the header 'Fee' and by the header 'Amount' of f.csv. Give the other a name of its "
        'own: --map "Amount=Amount (file)".'
    )
    assert refused(["Status"], constants=[("Status", "Active")]) == (
        "Status would be filled by --set 'Active' and by the header 'Status' of f.csv. Give the other a name of its "
        'own: --map "Status=Status (file)".'
    )


def test_options_are_split_where_the_left_side_is_known() -> None:
    assert split_option("a=b=c", "x") == ("a", "b=c")
    assert split_option("a=b=c", "x", ["a=b"]) == ("a=b", "c")
    with pytest.raises(OptionError) as error:
        split_option("Amount", '--map "Their Header=Our Column"')
    assert str(error.value) == "'Amount' must be written like --map \"Their Header=Our Column\"."


def test_line_breaks_in_a_header_become_spaces() -> None:
    assert chosen(["Growth\n potential note"]) == ["Growth potential note -> Growth potential note (new column)"]


def test_every_alias_of_the_amount_is_for_a_month_or_for_no_period() -> None:
    for alias in CONTRACTS["Amount"].aliases:
        assert not any(word in alias.casefold() for word in ("annual", "year", "arr", "tcv", "acv", "total", "quarter"))


def test_an_amount_a_month_beside_a_billing_column_is_refused_until_it_is_clear() -> None:
    theirs = ["Client", "Start", "monthly_price", "billing_frequency"]
    columns = choose_columns(CONTRACTS, OURS, theirs)
    assert unclear_period(columns, "f.csv") == (
        "f.csv: 'monthly_price' sounds like an amount for the period Monthly, whatever 'billing_frequency' says. Say "
        '--set "Billing Period=Monthly" --map "billing_frequency=billing_frequency (file)", or, if the amount is for '
        'the period in that column, --map "billing_frequency=Billing Period".',
        None,
    )
    maps = [("billing_frequency", "billing_frequency (file)")]
    clear = choose_columns(CONTRACTS, OURS, theirs, maps, [("Billing Period", "Monthly")])
    assert unclear_period(clear, "f.csv") == (None, None)
    meant = choose_columns(CONTRACTS, OURS, theirs, [("billing_frequency", "Billing Period")])
    assert unclear_period(meant, "f.csv") == (None, None)
    plain = choose_columns(CONTRACTS, OURS, ["Client", "Start", "price", "billing_frequency"])
    assert unclear_period(plain, "f.csv") == (None, None)


def test_a_mapped_amount_of_a_year_without_a_billing_period_is_warned_of() -> None:
    columns = choose_columns(CONTRACTS, OURS, ["Client", "Start", "ARR"], [("ARR", "Amount")])
    assert unclear_period(columns, "f.csv") == (
        None,
        "ARR sounds like an amount for another period, but no Billing Period is given, so that it is read as Monthly; "
        'if that is wrong, import again with --replace --set "Billing Period=Annual"',
    )
