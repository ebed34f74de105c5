"""Queries as data: a table, filters, and what it means for a claim if rows are found, or none.

A filter is a field, an operator and a value. The operators are a closed list, so nothing that
stands in a table is ever run as code; `code` writes the same query down as the pandas code that a
student can run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from course.library import package, table
from course.treaties.force import in_force

Level = Literal["said", "p"]
LEVELS: tuple[Level, ...] = ("said", "p")
BEARINGS = ("supports", "contradicts", "differs", "reservation", "nothing")
"""What the answer of a query can mean for the claim."""
IN_FORCE, UNUSED = "in_force", "not applicable"
_WIDTH = 72
"""A list that makes a line of code longer than this is broken up."""


class BadQuery(ValueError):
    """A query that cannot be asked; the message names its row, the field and the fault."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition that a row must meet."""

    field: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question put to a table, and what it means for a claim if rows are found, or none."""

    id: str
    claim: str
    level: Level
    asks: str
    table: str
    day: str
    states: tuple[str, ...]
    columns: tuple[str, ...]
    if_rows: str
    if_none: str
    filters: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Operator:
    """How a cell is compared with a value: as a mask over a column, and as code that does it."""

    mask: Callable[[pd.Series, Any], pd.Series]
    code: str
    kind: Literal["any", "text", "number", "several"]


OPERATORS = {
    "is": Operator(lambda cells, value: cells == value, "{cells} == {value}", "any"),
    "is not": Operator(lambda cells, value: cells != value, "{cells} != {value}", "any"),
    "is one of": Operator(
        lambda cells, value: cells.isin(value), "{cells}.isin({value})", "several"
    ),
    "contains": Operator(
        lambda cells, value: cells.str.contains(value, regex=False),
        "{cells}.str.contains({value}, regex=False)",
        "text",
    ),
    "begins with": Operator(
        lambda cells, value: cells.str.startswith(value), "{cells}.str.startswith({value})", "text"
    ),
    "before": Operator(lambda cells, value: cells < value, "{cells} < {value}", "text"),
    "from": Operator(lambda cells, value: cells >= value, "{cells} >= {value}", "text"),
    "more than": Operator(lambda cells, value: cells > value, "{cells} > {value}", "number"),
    "less than": Operator(lambda cells, value: cells < value, "{cells} < {value}", "number"),
}
"""Everything that a filter can do. Dates are text here: 2023-02 counts as its first day."""


def queries(asked: pd.DataFrame, filters: pd.DataFrame) -> tuple[Query, ...]:
    """The queries of the two tables, each with its filters in their order.

    Raises BadQuery where a level, a bearing or an operator is none of the closed lists, where a
    filter belongs to no query, and where a table is asked that there is not.
    """
    known = {str(one["name"]) for one in package()["resources"]} | {IN_FORCE}
    own: dict[str, list[Filter]] = {str(name): [] for name in asked["id"]}
    for row in filters.sort_values(["query", "step"]).to_dict("records"):
        where = f"claim_filters, {row['query']} step {row['step']}"
        if row["query"] not in own:
            raise BadQuery(f"{where}: there is no query {row['query']!r} in claim_queries.")
        _one_of(row["operator"], OPERATORS, f"{where}, operator")
        own[row["query"]].append(Filter(row["field"], row["operator"], row["value"]))
    found = []
    for row in asked.to_dict("records"):
        where = f"claim_queries, {row['id']}"
        _one_of(row["level"], LEVELS, f"{where}, level")
        _one_of(row["table"], sorted(known), f"{where}, table")
        for arm in ("if_rows", "if_none"):
            _one_of(row[arm], BEARINGS, f"{where}, {arm}")
        if (row["table"] == IN_FORCE) == (row["day"] == UNUSED):
            raise BadQuery(f"{where}, day: the table {IN_FORCE!r} needs a day, the others none.")
        states = () if row["states"] == UNUSED else tuple(row["states"].split(";"))
        cells = (row["id"], row["claim"], row["level"], row["asks"], row["table"], row["day"])
        columns = tuple(row["columns"].split(";"))
        arms = (row["if_rows"], row["if_none"])
        found.append(Query(*cells, states, columns, *arms, tuple(own[row["id"]])))
    return tuple(found)


def _one_of(cell: object, known: Any, where: str) -> None:
    if cell not in known:
        raise BadQuery(f"{where}: {cell!r} is none of: {', '.join(known)}.")


def source(query: Query) -> pd.DataFrame:
    """The table that a query asks, before any filter."""
    if query.table == IN_FORCE:
        return in_force(query.day, states=list(query.states) or None)
    return table(query.table, witnesses=True)


def ask(query: Query, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """The rows that pass every filter, with the columns that the query shows.

    `rows` is the table that is asked; without it, the one of the data package. Raises BadQuery
    where a field is missing or cannot be compared in that way.
    """
    rows = source(query) if rows is None else rows
    for number, one in enumerate(query.filters, start=1):
        where = f"claim_filters, {query.id} step {number}"
        _one_of(one.field, list(rows.columns), f"{where}, field")
        rows = rows[OPERATORS[one.operator].mask(rows[one.field], _value(one, rows, where))]
    for name in query.columns:
        _one_of(name, list(rows.columns), f"claim_queries, {query.id}, columns")
    return rows[list(query.columns)].reset_index(drop=True)


def _value(one: Filter, rows: pd.DataFrame, where: str) -> Any:
    """The value as the operator and the column want it: text, a number, or a list of them."""
    kind, numbers = OPERATORS[one.operator].kind, _is_number(rows, one.field)
    if kind == "number" and not numbers:
        raise BadQuery(f"{where}, operator: {one.operator!r} wants numbers; {one.field} is text.")
    if kind == "text" and numbers:
        raise BadQuery(f"{where}, operator: {one.operator!r} wants text; {one.field} has numbers.")
    parts = one.value.split(";") if kind == "several" else [one.value]
    try:
        values = [int(part) for part in parts] if numbers else parts
    except ValueError:
        raise BadQuery(f"{where}, value: {one.value!r} is not a whole number.") from None
    return values if kind == "several" else values[0]


def _is_number(rows: pd.DataFrame, field: str) -> bool:
    return bool(pd.api.types.is_numeric_dtype(rows[field]))


def code(query: Query, rows: pd.DataFrame | None = None) -> str:
    """The query as pandas code: it finds the rows that `ask` finds."""
    rows = source(query) if rows is None else rows
    if query.table == IN_FORCE:
        given = f", states={_told(list(query.states))}" if query.states else ""
        lines = ["from course import in_force", "", f'rows = in_force("{query.day}"{given})']
    else:
        more = ", witnesses=True" if _opens_later(query.table) else ""
        lines = ["from course import table", "", f'rows = table("{query.table}"{more})']
    for number, one in enumerate(query.filters, start=1):
        value = _value(one, rows, f"claim_filters, {query.id} step {number}")
        cells, words = f"rows[{_told(one.field)}]", _told(value)
        if isinstance(value, list) and len(words) > _WIDTH - len(cells):
            lines += ["wanted = [", *(f"    {_told(part)}," for part in value), "]"]
            words = "wanted"
        lines.append(
            f"rows = rows[{OPERATORS[one.operator].code.format(cells=cells, value=words)}]"
        )
    return "\n".join([*lines, f"rows[{_told(list(query.columns))}]"])


def _told(value: object) -> str:
    """A value as Python code, with double quotes."""
    if isinstance(value, list):
        return f"[{', '.join(_told(one) for one in value)}]"
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _opens_later(name: str) -> bool:
    """Whether a part of the table comes only with witnesses=True."""
    resource = next(one for one in package()["resources"] if one["name"] == name)
    return "opens_rows" in resource or any("opens" in one for one in resource["schema"]["fields"])
