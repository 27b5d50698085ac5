"""What all tables are made of: their collection, a serial number, a moment.

No table stands here; all of them are found in `hub/store/tables.py`. Times are integers: microseconds since 1970 UTC.

>>> moment("at").nullable
False
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData

metadata = MetaData()

# SQLite gives only INTEGER PRIMARY KEY a rowid that counts up by itself.
Serial = BigInteger().with_variant(Integer, "sqlite")


def moment(name: str, *, nullable: bool = False) -> Column[int]:
    """A column that holds when something was."""
    return Column(name, BigInteger, nullable=nullable)
