"""UBL 2.x: business documents in XML, read with the schemas of UBL 2.5.

Example: `FORMAT.read([b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2">...'], Reading())`.
"""

from hub.formats.ubl.format import FORMAT
from hub.formats.ubl.path import PATHS

__all__ = ["FORMAT", "PATHS"]
