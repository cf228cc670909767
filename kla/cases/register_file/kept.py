"""A register between two requests: its rows and how each stands, as one text to be sealed. Pure."""

import json
import zlib
from typing import Any

from kla.cases.register_file.cells import RawRow, RawTable, from_json, to_json
from kla.cases.register_file.plans import Plan
from kla.cases.types.register_import import RowReport
from kla.core.importing import Problem, RowStatus

Json = dict[str, Any]


def to_bytes(plan: Plan) -> bytes:
    """A plan as bytes. Its cases are worked out again from the rows: see `make_plan`."""
    content = {
        "rows": [
            [row.number, {key: to_json(raw) for key, raw in row.cells.items()}] for row in plan.rows
        ],
        "reports": [_report(one) for one in plan.reports],
        "hidden": plan.hidden,
        "unknown": list(plan.unknown),
    }
    return zlib.compress(json.dumps(content, ensure_ascii=False).encode(), 1)


def from_bytes(kept: bytes) -> Plan:
    """The plan that `to_bytes` was given, without its cases."""
    content = json.loads(zlib.decompress(kept))
    return Plan(
        rows=_rows(content),
        reports=tuple(_report_of(one) for one in content["reports"]),
        cases=(),
        hidden=content["hidden"],
        unknown=tuple(content["unknown"]),
    )


def table_of(plan: Plan) -> RawTable:
    """The rows of a plan, to be planned again."""
    return RawTable(plan.rows, plan.hidden, plan.unknown)


def _rows(content: Json) -> tuple[RawRow, ...]:
    return tuple(
        RawRow(number, {key: from_json(raw) for key, raw in cells.items()})
        for number, cells in content["rows"]
    )


def _report(one: RowReport) -> list[Any]:
    reasons, remarks = ([[p.column, p.code] for p in many] for many in (one.reasons, one.remarks))
    return [one.number, one.status, reasons, remarks]


def _report_of(kept: list[Any]) -> RowReport:
    number, status, reasons, remarks = kept
    return RowReport(number, RowStatus(status), _problems(reasons), _problems(remarks))


def _problems(kept: list[list[str]]) -> tuple[Problem, ...]:
    return tuple(Problem(column, code) for column, code in kept)
