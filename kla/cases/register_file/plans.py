"""What importing a register comes to, as far as the file alone tells."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kla.cases.register_file.cases import group
from kla.cases.register_file.cells import RawRow, RawTable
from kla.cases.register_file.rows import read_rows
from kla.cases.register_file.values import Reader
from kla.cases.types.register_import import OldCase, RowReport
from kla.core.importing import TO_CORRECT, Problem, RowStatus
from kla.regions.places import City

Standing = tuple[RowStatus, str]  # how a case stands, and why where it was not added


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows of a register, how each stands, and the cases that they make.

    `reports` has one report for each of `rows`, in the same order.
    """

    rows: tuple[RawRow, ...]
    reports: tuple[RowReport, ...]
    cases: tuple[OldCase, ...]
    hidden: int = 0
    unknown: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are and how each stands; a row that would be added counts as that.

        `cases` are those that the rows make which are not refused by themselves.
        """
        found = Counter(report.status for report in self.reports)
        return {
            "rows": len(self.reports),
            "cases": len(self.cases),
            "added": found[RowStatus.ADDED] + found[RowStatus.OK],
            "present": found[RowStatus.PRESENT],
            "refused": found[RowStatus.REFUSED],
            "differs": found[RowStatus.DIFFERS],
        }

    @property
    def open_cases(self) -> list[int]:
        """The places of the cases that are still to be added."""
        return [
            place
            for place, case in enumerate(self.cases)
            if self.reports[case.rows[0]].status is RowStatus.OK
        ]

    @property
    def to_correct(self) -> list[tuple[RawRow, RowReport]]:
        """The rows that somebody has to look at again, as they were read."""
        pairs = zip(self.rows, self.reports, strict=True)
        return [(row, report) for row, report in pairs if report.status in TO_CORRECT]

    def with_results(self, results: Mapping[int, Standing]) -> "Plan":
        """The same, with how cases stand, by their place among `cases`, and why where not added."""
        reports = list(self.reports)
        for place, (status, why) in results.items():
            reasons = (Problem("", why),) if why else ()
            for row in self.cases[place].rows:
                reports[row] = replace(reports[row], status=status, reasons=reasons)
        return replace(self, reports=tuple(reports))

    def with_remarks(self, remarks: Mapping[int, Problem]) -> "Plan":
        """The same, with what is to be known of cases, by their place, on their first row."""
        reports = list(self.reports)
        for place, remark in remarks.items():
            row = self.cases[place].rows[0]
            reports[row] = replace(reports[row], remarks=(*reports[row].remarks, remark))
        return replace(self, reports=tuple(reports))


def make_plan(table: RawTable, city: City) -> Plan:
    """Read every cell and put the rows of each case together; nothing is looked up anywhere."""
    rows = read_rows(table.rows, Reader(city))
    grouped = group(rows)
    reports = tuple(
        RowReport(row.number, RowStatus.REFUSED, grouped.problems[place], row.remarks)
        if place in grouped.problems
        else RowReport(row.number, RowStatus.OK, (), row.remarks)
        for place, row in enumerate(rows)
    )
    return Plan(table.rows, reports, grouped.cases, table.hidden, table.unknown)
