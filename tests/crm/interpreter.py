"""The CRMs' formula languages, as far as ours use them, written from the vendors' descriptions and not from our code.

Where a vendor's behaviour with blanks could go wrong the worst is assumed, so that a formula that forgets to ask is
found out:

- Salesforce: a comparison with a blank is neither true nor false; IF takes the else branch; CONTAINS is true of a
  blank; a picklist must go through TEXT.
- HubSpot (editor and API): a blank that is looked at makes the whole property blank; ``and`` and ``or`` stop early.
- Dataverse: a blank number counts as 0, a blank text as "", a blank date as a day of 1899.
- Zoho: a blank that is looked at makes the whole field blank, except that an added number counts as 0 and a text in
  Concat as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

__all__ = ["DYNAMICS", "HUBSPOT_API", "HUBSPOT_EDITOR", "SALESFORCE", "ZOHO", "FormulaError", "Language", "evaluate"]

Value = float | str | bool | date | None
Node = tuple[Any, ...]


class FormulaError(Exception):
    """What the CRM's syntax check would refuse."""


class BlankResult(Exception):  # noqa: N818 - it ends an evaluation
    """A blank was looked at, and the whole result is blank."""


@dataclass(frozen=True)
class Token:
    kind: str
    text: str


@dataclass(frozen=True)
class Language:
    """How one language is written and what its functions do."""

    name: str
    string: str
    unescape: Callable[[str], str]
    field: str
    field_name: Callable[[str], str]
    functions: Mapping[str, Callable[..., Value]]
    compare: Callable[[str, Value, Value], Value]
    operators: Mapping[str, str] = field(default_factory=dict)  # as written -> = <> < ...
    statements: bool = False  # if ... then ... else
    add: Callable[[Value, Value], Value] = lambda a, b: _numbers(a, b, lambda x, y: x + y)
    picklists: frozenset[str] = frozenset()


@dataclass
class Call:
    """An argument, evaluated only when it is asked for."""

    node: Node
    run: Callable[[Node], Value]

    def __call__(self) -> Value:
        return self.run(self.node)


def evaluate(language: Language, formula: str, values: Mapping[str, Value]) -> Value:
    """The result for a record; None where it is blank."""
    key = language.name, formula
    if key not in _TREES:
        parser = _Parser(language, _tokens(language, formula))
        _TREES[key] = parser.expression()
        parser.end()
    try:
        return _run(language, _TREES[key], values)
    except BlankResult:
        return None


_TREES: dict[tuple[str, str], Node] = {}


# -- reading -----------------------------------------------------------------------------------------------------------


def _tokens(language: Language, formula: str) -> list[Token]:
    symbols = sorted(("&&", "||", "==", "!=", "<>", "<=", ">=", "=", "<", ">", "+", "-", "*", "(", ")", ","), key=len)
    pattern = re.compile(
        rf"(?P<space>\s+)|(?P<field>{language.field})|(?P<string>{language.string})|(?P<number>\d+(?:\.\d+)?)"
        rf"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<symbol>{'|'.join(re.escape(s) for s in reversed(symbols))})"
    )
    tokens, at = [], 0
    while at < len(formula):
        found = pattern.match(formula, at)
        if found is None:
            raise FormulaError(f"cannot read {formula[at : at + 20]!r}")
        kind = str(found.lastgroup)
        if kind != "space":
            tokens.append(Token(kind, found[0]))
        at = found.end()
    return tokens


class _Parser:
    def __init__(self, language: Language, tokens: Sequence[Token]) -> None:
        self.language, self.tokens, self.at = language, list(tokens), 0

    def peek(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else Token("end", "")

    def take(self, text: str | None = None) -> Token:
        token = self.peek()
        if token.kind == "end" or (text is not None and token.text != text):
            raise FormulaError(f"expected {text!r}, got {token.text!r}")
        self.at += 1
        return token

    def end(self) -> None:
        if self.peek().kind != "end":
            raise FormulaError(f"more after the end: {self.peek().text!r}")

    def word(self, *words: str) -> bool:
        token = self.peek()
        return self.language.statements and token.kind == "name" and token.text in words

    def expression(self) -> Node:
        if self.word("if"):
            return self.statement()
        left = self.conjunction()
        while self.peek().text == "||" or self.word("or"):
            self.take()
            left = ("or", left, self.conjunction())
        return left

    def statement(self) -> Node:
        self.take()
        condition = self.expression()
        self.take("then")
        then = self.expression()
        if self.word("elseif"):
            return ("if", condition, then, self.statement())
        self.take("else")
        return ("if", condition, then, self.expression())

    def conjunction(self) -> Node:
        left = self.negation()
        while self.peek().text == "&&" or self.word("and"):
            self.take()
            left = ("and", left, self.negation())
        return left

    def negation(self) -> Node:
        if self.word("not"):
            self.take()
            return ("not", self.negation())
        return self.comparison()

    def comparison(self) -> Node:
        left = self.sum()
        token = self.peek()
        if token.text in self.language.operators:
            self.take()
            return ("compare", self.language.operators[token.text], left, self.sum())
        return left

    def sum(self) -> Node:
        left = self.product()
        while self.peek().text in ("+", "-"):
            left = (self.take().text, left, self.product())
        return left

    def product(self) -> Node:
        left = self.unary()
        while self.peek().text == "*":
            self.take()
            left = ("*", left, self.unary())
        return left

    def unary(self) -> Node:
        if self.peek().text == "-":
            self.take()
            return ("-", ("value", 0.0), self.unary())
        return self.primary()

    def primary(self) -> Node:
        token = self.take()
        if token.text == "(":
            inner = self.expression()
            self.take(")")
            return inner
        if token.kind == "number":
            return ("value", float(token.text))
        if token.kind == "string":
            return ("value", self.language.unescape(token.text))
        if token.kind == "name" and self.peek().text == "(":
            if token.text not in self.language.functions:
                raise FormulaError(f"no function {token.text!r}")
            self.take("(")
            arguments = [] if self.peek().text == ")" else [self.expression()]
            while self.peek().text == ",":
                self.take(",")
                arguments.append(self.expression())
            self.take(")")
            return ("call", token.text, *arguments)
        if token.kind == "name" and token.text in ("true", "false"):
            return ("value", token.text == "true")
        if token.kind in ("field", "name"):
            return ("field", self.language.field_name(token.text))
        raise FormulaError(f"unexpected {token.text!r}")


# -- evaluating --------------------------------------------------------------------------------------------------------


def _run(language: Language, node: Node, values: Mapping[str, Value]) -> Value:
    def run(inner: Node) -> Value:
        return _run(language, inner, values)

    match node:
        case ("value", value):
            return value  # type: ignore[no-any-return]
        case ("field", name):
            if name not in values:
                raise FormulaError(f"no field {name!r}")
            return values[name]
        case ("call", name, *arguments):
            if language.picklists and name != "TEXT":
                for argument in arguments:
                    if argument[0] == "field" and argument[1] in language.picklists:
                        raise FormulaError(f"{argument[1]} is a picklist; {name} needs TEXT")
            return language.functions[name](*(Call(argument, run) for argument in arguments))
        case ("compare", operator, left, right):
            return language.compare(operator, run(left), run(right))
        case ("or", left, right):
            return True if _truth(run(left)) else _truth(run(right))
        case ("and", left, right):
            return _truth(run(right)) if _truth(run(left)) else False
        case ("not", inner):
            return not _truth(run(inner))
        case ("if", condition, then, otherwise):
            return run(then) if _truth(run(condition)) else run(otherwise)
        case ("+", left, right):
            return language.add(run(left), run(right))
        case ("-", left, right):
            return _numbers(run(left), run(right), lambda x, y: x - y)
        case ("*", left, right):
            return _numbers(run(left), run(right), lambda x, y: x * y)
    raise FormulaError(f"cannot evaluate {node!r}")


def _truth(value: Value) -> bool:
    if value is None:
        raise BlankResult
    if not isinstance(value, bool):
        raise FormulaError(f"{value!r} is no condition")
    return value


def _numbers(a: Value, b: Value, operation: Callable[[float, float], float]) -> float:
    if a is None or b is None:
        raise BlankResult
    if isinstance(a, bool) or isinstance(b, bool) or not isinstance(a, (int, float)) or not isinstance(b, (int, float)):
        raise FormulaError(f"cannot calculate with {a!r} and {b!r}")
    return operation(float(a), float(b))


def _compared(operator: str, a: Value, b: Value) -> bool:
    if type(a) is not type(b):
        raise FormulaError(f"cannot compare {a!r} with {b!r}")
    if operator in ("<", "<=", ">", ">=") and isinstance(a, str):
        raise FormulaError("texts have no agreed order")
    x: Any = a
    y: Any = b
    return {
        "=": lambda: x == y,
        "<>": lambda: x != y,
        "<": lambda: x < y,
        "<=": lambda: x <= y,
        ">": lambda: x > y,
        ">=": lambda: x >= y,
    }[operator]()  # type: ignore[no-any-return]


def _strict_compare(operator: str, a: Value, b: Value) -> Value:
    if a is None or b is None:
        raise BlankResult
    return _compared(operator, a, b)


def _text(value: Value) -> str:
    if value is None:
        raise BlankResult
    if not isinstance(value, str):
        raise FormulaError(f"{value!r} is no text")
    return value


# -- Salesforce: three-valued ------------------------------------------------------------------------------------------


def _sf_compare(operator: str, a: Value, b: Value) -> Value:
    return None if a is None or b is None else _compared(operator, a, b)


def _sf_and(*arguments: Call) -> Value:
    found = [argument() for argument in arguments]
    return False if False in found else None if None in found else True


def _sf_or(*arguments: Call) -> Value:
    found = [argument() for argument in arguments]
    return True if True in found else None if None in found else False


def _sf_not(argument: Call) -> Value:
    value = argument()
    return None if value is None else not _truth(value)


def _sf_if(condition: Call, then: Call, otherwise: Call) -> Value:
    value = condition()
    if value is not None and not isinstance(value, bool):
        raise FormulaError("IF needs a condition")
    return then() if value is True else otherwise()


def _sf_of_text(change: Callable[[str], str]) -> Callable[[Call], Value]:
    def function(argument: Call) -> Value:
        value = argument()
        return None if value is None else change(_text(value))

    return function


def _sf_contains(text: Call, part: Call) -> Value:
    value = text()
    return True if value is None else _text(part()) in _text(value)


def _sf_date(year: Call, month: Call, day: Call) -> Value:
    parts = [year(), month(), day()]
    return date(*(int(part) for part in parts if isinstance(part, float)))


SALESFORCE = Language(
    "Salesforce",
    r'"(?:[^"\\]|\\["\\])*"',
    lambda raw: re.sub(r"\\(.)", r"\1", raw[1:-1]),
    r"(?!)",
    str,
    {
        "IF": _sf_if,
        "AND": _sf_and,
        "OR": _sf_or,
        "NOT": _sf_not,
        "ISBLANK": lambda a: a() in (None, ""),
        "TEXT": lambda a: a(),
        "LOWER": _sf_of_text(str.lower),
        "TRIM": _sf_of_text(lambda text: text.strip(" \t")),
        "CONTAINS": _sf_contains,
        "DATE": _sf_date,
    },
    _sf_compare,
    {o: o for o in ("=", "<>", "<", "<=", ">", ">=")},
    picklists=frozenset({"Industry"}),
)


# -- HubSpot -----------------------------------------------------------------------------------------------------------


def _either(raw: str) -> str:
    return raw[1:-1]


def _lazy_if(condition: Call, then: Call, otherwise: Call) -> Value:
    return then() if _truth(condition()) else otherwise()


HUBSPOT_EDITOR = Language(
    "HubSpot's equation editor",
    r"\"[^\"\\]*\"|'[^'\\]*'",
    _either,
    r"\[properties\.[a-z][a-z0-9_]*\]",
    lambda raw: raw[len("[properties.") : -1],
    {"if": _lazy_if, "is_known": lambda a: a() is not None},
    _strict_compare,
    {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="},
)

HUBSPOT_API = Language(
    "HubSpot's properties API",
    r"\"[^\"\\]*\"|'[^'\\]*'",
    _either,
    r"(?!)",
    str,
    {
        "is_present": lambda a: a() is not None,
        "string": lambda a: a(),
        "to_lower_case": lambda a: _text(a()).lower(),
        "contains": lambda a, b: _text(b()) in _text(a()),
    },
    _strict_compare,
    {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="},
    statements=True,
)


# -- Dataverse ---------------------------------------------------------------------------------------------------------


def _fx_blank_as(value: Value, like: Value) -> Value:
    if value is not None:
        return value
    return 0.0 if isinstance(like, float) else ""


def _fx_compare(operator: str, a: Value, b: Value) -> Value:
    a, b = _fx_blank_as(a, b), _fx_blank_as(b, a)
    if operator == "in":
        return str(a).lower() in str(b).lower()
    return _compared(operator, a, b)


def _fx_if(*arguments: Call) -> Value:
    if len(arguments) % 2 == 0:
        raise FormulaError("If needs a default")
    for condition, result in zip(arguments[:-1:2], arguments[1::2], strict=True):
        if _truth(condition()):
            return result()
    return arguments[-1]()


def _fx_part(part: str) -> Callable[[Call], Value]:
    def function(argument: Call) -> Value:
        value = argument()
        day = date(1899, 12, 30) if value is None else value
        if not isinstance(day, date):
            raise FormulaError(f"{value!r} is no date")
        return float(getattr(day, part))

    return function


DYNAMICS = Language(
    "Dataverse",
    r'"(?:[^"]|"")*"',
    lambda raw: raw[1:-1].replace('""', '"'),
    r"'(?:[^']|'')*'",
    lambda raw: raw[1:-1].replace("''", "'") if raw.startswith("'") else raw,
    {
        "If": _fx_if,
        "And": lambda *a: all(_truth(one()) for one in a),
        "Or": lambda *a: any(_truth(one()) for one in a),
        "Not": lambda a: not _truth(a()),
        "IsBlank": lambda a: a() in (None, ""),
        "Lower": lambda a: _text(_fx_blank_as(a(), "")).lower(),
        "TrimEnds": lambda a: _text(_fx_blank_as(a(), "")).strip(" "),
        "Year": _fx_part("year"),
        "Month": _fx_part("month"),
        "Day": _fx_part("day"),
    },
    _fx_compare,
    {o: o for o in ("=", "<>", "<", "<=", ">", ">=", "in")},
)


# -- Zoho --------------------------------------------------------------------------------------------------------------


def _zoho_add(a: Value, b: Value) -> Value:
    return _numbers(0.0 if a is None else a, 0.0 if b is None else b, lambda x, y: x + y)


ZOHO = Language(
    "Zoho",
    r"'[^'\"\\]*'",
    _either,
    r"\$\{Accounts\.[^${}'\"\\]+\}",
    lambda raw: raw[len("${Accounts.") : -1],
    {
        "If": _lazy_if,
        "And": lambda *a: False not in [_truth(one()) for one in a],
        "Or": lambda *a: True in [_truth(one()) for one in a],
        "Not": lambda a: not _truth(a()),
        "Lower": lambda a: _text(a()).lower(),
        "Trim": lambda a: _text(a()).strip(" "),
        "Concat": lambda *a: "".join(_text("" if (value := one()) is None else value) for one in a),
        "Contains": lambda a, b: _text(b()) in _text(a()),
        "Len": lambda a: float(len(_text(a()))),
    },
    _strict_compare,
    {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="},
    add=_zoho_add,
)
