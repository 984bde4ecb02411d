"""Equal ranges of ids: how work on all rows is divided among tasks."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Partition:
    """One of `count` equal ranges of ids, by their four leading hex digits."""

    index: int
    count: int

    def bounds(self) -> tuple[str, str | None]:
        """Return the least id of the range and the least one above it; every string lies in one of the ranges."""
        lower, upper = (index * 0x10000 // self.count for index in (self.index, self.index + 1))
        return f"{lower:04x}" if self.index else "", f"{upper:04x}" if upper < 0x10000 else None

    def holds(self, column: str) -> pl.Expr:
        """Say which ids of the column lie in the range, in a form that lets readers skip row groups."""
        lower, upper = self.bounds()
        is_above = pl.col(column) >= lower
        return is_above if upper is None else is_above & (pl.col(column) < upper)

    def contains(self, name: str) -> bool:
        """Say whether an id lies in the range."""
        lower, upper = self.bounds()
        return lower <= name and (upper is None or name < upper)
