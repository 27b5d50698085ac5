"""CSV: tables of texts with separators, read and written by the layout of a map.

Opens nothing; reads anything without raising. Example: `FORMAT.bound({"order": layout}).read([b"Order No,..."], Reading())`.
"""

from hub.formats.csv.format import FORMAT

__all__ = ["FORMAT"]
