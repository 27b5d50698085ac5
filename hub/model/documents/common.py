"""What documents share: the closed base model, and the small values (amount, quantity, identifier, note, reference).

Nothing here has a default that means something: what a sender leaves out stays out. Absent is the only "nothing";
null and empty lists are refused.

>>> Amount.model_validate({"value": "9.90", "currencyID": "CNY"}).currency_id
'CNY'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictBool
from typing_extensions import TypeAliasType

from hub.model.documents.needs import Needs
from hub.model.documents.scalars import CodeText, CurrencyCode, DecimalStr, Key, Line, LocalDate, LocalTime, Prose, Verbatim
from hub.model.ids import ORIGINAL
from hub.model.location import Finding

T = TypeVar("T")
LONGEST_LIST = 100_000

if TYPE_CHECKING:
    Maybe: TypeAlias = T | None
    Many: TypeAlias = tuple[T, ...]
else:

    class Maybe:
        """`Maybe[X]`: X or absent. Unlike `X | None` it refuses null, in the model and in the schema."""

        def __class_getitem__(cls, item: Any) -> Any:
            return item

    class Many:
        """`Many[X]`: at least one X, or absent."""

        def __class_getitem__(cls, item: Any) -> Any:
            return Annotated[tuple[item, ...], Field(min_length=1, max_length=LONGEST_LIST)]


_UPPER = frozenset({"id", "uri"})


def camel(name: str) -> str:
    """The UBL spelling of an attribute: `company_id` is `companyID`, `order_line` is `orderLine`."""
    first, *rest = name.split("_")
    return first + "".join(word.upper() if word in _UPPER else word.capitalize() for word in rest)


class Closed(BaseModel):
    """Base of every object of a document: frozen, closed, spelt in UBL lowerCamelCase."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=camel, populate_by_name=False, validate_default=False)


class Amount(Closed):
    """Money. A currency that the sender did not state is absent; profiles and agreements ask for it or supply it."""

    value: DecimalStr
    currency_id: Maybe[CurrencyCode] = None


class Quantity(Closed):
    """How much of what unit. `unitCode`: UN/ECE Recommendation 20 (21 with X in front); never defaulted.

    `sourceUnit` keeps what the sender wrote where a unit was converted or is not known.
    """

    value: DecimalStr
    unit_code: Maybe[CodeText] = None
    source_unit: Maybe[Line] = None


class Identifier(Closed):
    """An identifier and the scheme it belongs to, such as `0088` (GLN), `0060` (D-U-N-S) or `CN:USCC`."""

    value: Key
    scheme_id: Maybe[CodeText] = None
    scheme_agency_id: Maybe[CodeText] = None


class Code(Closed):
    """A code of a list that the sender chose, such as a commodity code."""

    value: CodeText
    list_id: Maybe[CodeText] = None
    list_version_id: Maybe[CodeText] = None
    name: Maybe[Line] = None


class Note(Closed):
    """Free text, what it is about (UNCL4451 or the source's own code) and its language (BCP 47)."""

    value: Prose
    subject_code: Maybe[CodeText] = None
    language_id: Maybe[CodeText] = None


class Period(Closed):
    """From when to when. A single requested day is the end of its period."""

    start_date: Maybe[LocalDate] = None
    start_time: Maybe[LocalTime] = None
    end_date: Maybe[LocalDate] = None
    end_time: Maybe[LocalTime] = None
    duration_measure: Maybe[Quantity] = None
    description_code: Maybe[CodeText] = None
    description: Maybe[Line] = None


class TypedDate(Closed):
    """A date whose meaning is a code (UNCL2005), for dates that have no property of their own."""

    type_code: CodeText
    date: Maybe[LocalDate] = None
    time: Maybe[LocalTime] = None
    zone_code: Maybe[CodeText] = None


class Attachment(Closed):
    """A file named by its hash; its bytes travel beside the document."""

    file_name: Maybe[Line] = None
    mime_code: Maybe[CodeText] = None
    sha256: Maybe[Key] = None
    uri: Maybe[Line] = None


class DocumentReference(Closed):
    """Another document by its number. `documentTypeCode`: UNCL1153 or the source's own code."""

    id: Maybe[Key] = None
    scheme_id: Maybe[CodeText] = None
    copy_indicator: Maybe[StrictBool] = None
    uuid: Maybe[Key] = None
    document_type_code: Maybe[CodeText] = None
    document_type: Maybe[Line] = None
    document_description: Maybe[Line] = None
    document_status_code: Maybe[CodeText] = None
    version_id: Maybe[Key] = None
    issue_date: Maybe[LocalDate] = None
    issue_time: Maybe[LocalTime] = None
    line_id: Maybe[Key] = None
    attachment: Maybe[Attachment] = None


class Annotation(Closed):
    """Remarks that hang together, filed under a reference (X12 N9 with MSG, EDIFACT FTX groups)."""

    reference_type_code: Maybe[CodeText] = None
    reference: Maybe[Key] = None
    description: Maybe[Line] = None
    note: Many[Note] = ()


class Measurement(Closed):
    """A measured property. `purposeCode`: what the measuring is for; `attributeID`: what was measured (UNCL6313)."""

    purpose_code: Maybe[CodeText] = None
    attribute_id: Maybe[CodeText] = None
    measure: Maybe[Quantity] = None
    minimum_measure: Maybe[Quantity] = None
    maximum_measure: Maybe[Quantity] = None
    description: Maybe[Line] = None


class Unmapped(Closed):
    """One value of the source that has no place in the document, with its place there."""

    path: Verbatim
    value: Verbatim


if TYPE_CHECKING:
    Content: TypeAlias = Any
else:
    Content = TypeAliasType("Content", StrictBool | Verbatim | list["Content"] | dict[str, "Content"])


class Extension(Closed):
    """Fields of a partner that mean something but are not part of the document. `id`: a URI that names their meaning."""

    id: Line
    content: Content


@dataclass(frozen=True, slots=True)
class Bound:
    """The very document that another one speaks about: its type, number and version, and the digest it must have."""

    document_type: str
    id: str
    edition: str | None
    sha256: str


class Document(Closed):
    """What every document has, whatever it says: its schema, extensions, and the residue of its source.

    A kind of document is a subclass in a module of this folder with a `document_type` (`order/1`); the registry finds it.
    `profiles`: what a trade may ask for beyond the required core, by the name that agreements use. `customizationID` and `profileID`
    name the rules of a network that the sender follows (Peppol, XRechnung): carried as they are, never made up.
    `answers`: the kinds of documents that one of this kind is owed to, where an agreement expects it as a reply; () for any.
    """

    document_type: ClassVar[str] = ""
    profiles: ClassVar[Needs] = {}
    answers: ClassVar[tuple[str, ...]] = ()

    schema_: str = Field(default="", alias="$schema")
    schema_version: str = "1.0"
    ubl_version_id: Maybe[Key] = None
    customization_id: Maybe[Key] = None
    profile_id: Maybe[Key] = None
    profile_execution_id: Maybe[Key] = None
    extensions: Many[Extension] = ()
    unmapped: Many[Unmapped] = ()

    def values(self) -> dict[str, Any]:
        """The document as JSON values: strings, booleans, lists and objects, nothing that was not stated."""
        stated = self.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return {"$schema": self.schema_, "schemaVersion": self.schema_version, **stated}

    def number(self) -> str | None:
        """Its own number; None where its kind or its sender gives it none."""
        return getattr(self, "id", None)

    def edition(self) -> str | None:
        """Which edition of its number it is; None where its sender counts none."""
        return getattr(self, "revision", None)

    def revises(self) -> bool:
        """Whether it takes the place of an earlier edition, which it then may not overtake."""
        return self.edition() not in (None, ORIGINAL)

    def bound(self) -> Bound | None:
        """The document that it is bound to by digest, if its kind is."""
        return None

    def thread(self) -> str:
        """What names the business conversation: the number of the document that began it, on that one and on all about it."""
        return self.number() or ""

    def references(self) -> Iterator[tuple[str, str | None]]:
        """What an operator may search it by, as (kind, value); what is not stated is None."""
        yield self.document_type.partition("/")[0], self.number()

    def doubts(self) -> Iterator[Finding]:
        """What it states that does not fit together; nothing is corrected."""
        yield from ()


def numbers_of(references: tuple[DocumentReference, ...], kind: str) -> Iterator[tuple[str, str | None]]:
    """References to other documents, under their own type where it is known."""
    return ((reference.document_type_code or kind, reference.id) for reference in references)
