"""The rows of case work. Read and written inside this area only."""

from kla.cases.models.attachment import CaseAttachment, CasePart, CaseUpload
from kla.cases.models.case import Case, CaseGrant
from kla.cases.models.draft import CaseDraft
from kla.cases.models.erasure import Erasure
from kla.cases.models.note import CaseNote
from kla.cases.models.notice import Notice
from kla.cases.models.offer import CaseOffer, KeyTask
from kla.cases.models.remnant import Remnant
from kla.cases.models.saved_filter import SavedFilter
from kla.cases.models.search import SearchDelta, SearchIndex, SearchSegment
from kla.cases.models.section import CaseSection
from kla.cases.models.siaga import SiagaRequest, SiagaShare
from kla.cases.models.task import CaseTask

__all__ = [
    "Case",
    "CaseAttachment",
    "CaseDraft",
    "CaseGrant",
    "CaseNote",
    "CaseOffer",
    "CasePart",
    "CaseSection",
    "CaseTask",
    "CaseUpload",
    "Erasure",
    "KeyTask",
    "Notice",
    "Remnant",
    "SavedFilter",
    "SearchDelta",
    "SearchIndex",
    "SearchSegment",
    "SiagaRequest",
    "SiagaShare",
]
