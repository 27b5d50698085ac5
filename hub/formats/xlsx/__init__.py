"""XLSX: workbooks read as what people see in them, and written so that nothing in them runs or rounds.

Opens nothing outside of the parcel; reads anything without raising. Example: `FORMAT.bound({"order": layout}).read([data], Reading())`.
"""

from hub.formats.xlsx.format import FORMAT

__all__ = ["FORMAT"]
