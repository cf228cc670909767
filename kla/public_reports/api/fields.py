"""What a report may consist of, said once: it is checked and documented by the same table. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kla.core.texts import CONTROL
from kla.crypto.receipts import Receipt
from kla.public_reports.api.types import Sent
from kla.public_reports.services.receiving import LONGEST_FIELD, LONGEST_STORY, OLDEST
from kla.public_reports.types import SendReport, Way

LONGEST_BODY = 160 * 1024
LONGEST_ID = 100
# What a keyboard types, for JSON Schema: the same as `CONTROL` the other way round.
TYPED = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
FILLED = r"^(?=[\s\S]*\S)" + TYPED[1:]
OWN_ID = "id"
# Half of a character of two: JSON can write it, and no text can hold it.
HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Field:
    """One member of the object. `kind` is its type in JSON."""

    kind: str
    required: bool = False
    longest: int = LONGEST_FIELD
    one_of: tuple[str, ...] = ()

    def fault(self, value: object) -> str:
        """Why a value is refused, as a code; "" where it will do."""
        match self.kind, value:
            case "boolean", bool():
                return ""
            case "integer", int() if not isinstance(value, bool):
                return "" if 0 <= value <= OLDEST else "age"
            case "string", str():
                return self._fault_of_text(value)
        return "type"

    def _fault_of_text(self, value: str) -> str:
        if self.one_of:
            return "" if value in self.one_of else "choice"
        if len(value) > self.longest:
            return "too-long"
        if CONTROL.search(value) or HALF.search(value):
            return "control-characters"
        return "missing" if self.required and not value.strip() else ""

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""
        told: dict[str, Any] = {"type": self.kind}
        if self.one_of:
            told["enum"] = list(self.one_of)
        elif self.kind == "string":
            told |= {"maxLength": self.longest, "pattern": FILLED if self.required else TYPED}
        elif self.kind == "integer":
            told |= {"minimum": 0, "maximum": OLDEST}
        return told


FIELDS: Mapping[str, Field] = {
    OWN_ID: Field("string", required=True, longest=LONGEST_ID),
    "story": Field("string", required=True, longest=LONGEST_STORY),
    "in_danger": Field("boolean"),
    "victim": Field("string"),
    "age": Field("integer"),
    "sex": Field("string", one_of=("", "P", "L")),
    "suspect": Field("string"),
    "relation": Field("string"),
    "when": Field("string"),
    "kelurahan": Field("string"),
    "place": Field("string"),
    "contact": Field("string"),
    "language": Field("string", one_of=("id", "en")),
}


class Refused(ValueError):
    """What was sent is no report. `faults` names fields and codes, never a value."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("refused")
        self.faults = faults


def read(body: bytes, sender: str) -> Sent:
    """The report in a body. Raises `ValueError` for what is no JSON, `Refused` for a wrong one."""
    try:
        found = json.loads(body.decode(), parse_constant=_no_number, object_pairs_hook=_once)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(found, dict):
        raise Refused({"": "type"})
    if faults := faults_of(found):
        raise Refused(faults)
    said: dict[str, Any] = {name: _bare(one) for name, one in found.items()}
    content = json.dumps(said, ensure_ascii=False, sort_keys=True)
    own_id = said.pop(OWN_ID)
    said |= {"sender": sender, "reference": own_id}
    return Sent(own_id, content, SendReport(receipt=Receipt.new(), way=Way.PARTNER, **said))


def faults_of(found: Mapping[str, object]) -> dict[str, str]:
    """Which members are at fault. A name that we don't know is not repeated."""
    faults = {name: "missing" for name, one in FIELDS.items() if one.required and name not in found}
    for name, value in found.items():
        if name not in FIELDS:
            faults[""] = "unknown-field"
        elif fault := FIELDS[name].fault(value):
            faults[name] = fault
    return faults


def _no_number(_text: str) -> float:
    raise ValueError("no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which a name stands twice means different things to different readers."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("twice")
    return found


def _bare(value: object) -> object:
    return value.strip() if isinstance(value, str) else value
