"""The names that UBL documents are made of: namespaces with the prefixes that the hub writes, and the attributes that it knows.

Never reads a schema. Example: `short("{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}ID")` is `"cbc:ID"`.
"""

from __future__ import annotations

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
CBC = UBL + "CommonBasicComponents-2"
CAC = UBL + "CommonAggregateComponents-2"
EXT = UBL + "CommonExtensionComponents-2"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
PREFIXES = {"cac": CAC, "cbc": CBC, "ext": EXT, "xsi": XSI, "xml": XML}
_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}

CONTENT = "ext:ExtensionContent"  # what stands in it is one leaf, kept as it was written
STRAY = "#text"  # the tag of text that stands between elements, where UBL has none

# The supplementary components of the UBL data types (CCTS 2.01 table 8-1). These say what a value means …
MEANING = ("currencyID", "unitCode", "schemeID", "listID", "mimeCode", "filename", "format", "encodingCode", "characterSetCode", "uri")
# … and these describe the list it was taken from, or in which language it is said: kept, but no values of their own.
DESCRIPTIVE = (
    "languageID", "languageLocaleID", "name",
    "schemeName", "schemeAgencyID", "schemeAgencyName", "schemeVersionID", "schemeDataURI", "schemeURI",
    "listName", "listAgencyID", "listAgencyName", "listVersionID", "listURI", "listSchemeURI",
    "unitCodeListID", "unitCodeListAgencyID", "unitCodeListAgencyName", "unitCodeListVersionID", "currencyCodeListVersionID",
    "xsi:schemaLocation", "xsi:noNamespaceSchemaLocation",
)  # fmt: skip
ABOUT = frozenset(DESCRIPTIVE)
BITS = {name: 1 << at for at, name in enumerate((*MEANING, *DESCRIPTIVE), 1)}  # of Node.taken; bit 0 is the text


def short(name: str) -> str:
    """An expanded name (`{namespace}local`) with a prefix of ours; as it is where the namespace has none."""
    namespace, brace, local = name[1:].partition("}")
    if not brace:
        return name
    prefix = _PREFIX_OF.get(namespace)
    return f"{prefix}:{local}" if prefix else name


def root_namespace(message_type: str) -> str:
    """The namespace of a document type."""
    return f"{UBL}{message_type}-2"
