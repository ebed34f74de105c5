"""Cells of tables as values: what cannot be read is said with its table, its row and its field."""

from __future__ import annotations


class BadRow(ValueError):
    """A row that cannot be used; the message names the table, the row, the field and the fault."""


def whole(cell: object, where: str) -> int:
    """A whole number of 0 or more; `where` names the place for the message. Raises BadRow."""
    try:
        number = float(str(cell))
    except ValueError:
        number = -1
    if not (number >= 0 and number.is_integer()):  # neither "nan" nor "inf"
        raise BadRow(f"{where}: {cell!r} is not a whole number of 0 or more.")
    return int(number)
