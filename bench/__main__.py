"""`python -m bench`: build a city's worth of sealed cases, measure, print a table, write JSON."""

import argparse
import dataclasses
import os
import tempfile
import time
from pathlib import Path

from bench import (
    growth,
    hello,
    import_row,
    list_page,
    measure,
    open_case,
    page_weight,
    register_case,
    report_intake,
    search_filters,
    search_name,
    upload,
)
from bench.measure import Result
from bench.peer_pages import LIST
from bench.world import Scale, World, build, enter
from kla import config

QUICK = Scale(cases=2000, small=500, full=15, turns=10, reports=200)


def main() -> None:
    """Measure as told on the command line."""
    wanted = _arguments()
    os.umask(0o077)  # what is measured holds keys
    scale = QUICK if wanted.quick else Scale()
    if wanted.cases:
        scale = dataclasses.replace(
            scale,
            cases=wanted.cases,
            small=max(1, wanted.cases // 10),
            assigned=min(scale.assigned, wanted.cases // 4),
        )
    if wanted.turns:
        scale = dataclasses.replace(scale, turns=wanted.turns, full=wanted.turns + 5)
        scale = dataclasses.replace(scale, reports=min(scale.reports, 20 * wanted.turns))
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kla-bench-") as folder:
        large, small = build(Path(folder), scale, wanted.seed)
        results = measured(large, small, scale)
    if scale.cases != Scale().cases:
        measure.say(f"only {scale.cases} cases: the limits are meant for {Scale().cases}")
    path = config.instance_folder(os.environ) / "bench" / "latest.json"
    measure.write(results, path)
    print(measure.table(results))
    measure.say(f"{time.monotonic() - began:.0f} s in all; written to {path}")


def measured(large: World, small: World, scale: Scale) -> list[Result]:
    """Everything, one after another."""
    browser, other = enter(large), enter(small)
    few = max(scale.turns // 2, 5)
    return [
        list_page.measured(browser, LIST, scale.turns),
        list_page.growth(browser, other, LIST, scale.turns),
        open_case.measured(browser, large, scale.full),
        search_name.measured(large, scale.turns),
        search_name.page(browser, large, few),
        search_filters.page(browser, large, scale.turns),
        search_filters.service(large, few),
        register_case.measured(large, scale.turns),
        import_row.measured(large, max(scale.turns // 6, 2)),
        upload.measured(browser, large, few // 2 or 1),
        hello.measured(browser, scale.turns),
        page_weight.measured(browser, LIST),
        *report_intake.measured(large, browser, scale.reports),
        *grown(large, small, few),
    ]


def grown(large: World, small: World, turns: int) -> list[Result]:
    """Last, because the index of the small world knows more cases after it than there are."""
    growth.grow(large, small)
    return [growth.names(large, small, turns), growth.filters(large, small, turns)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="2,000 cases: does it run at all?")
    parser.add_argument("--cases", type=int, help="so many cases instead of 100,000")
    parser.add_argument("--turns", type=int, help="so many turns of each measurement")
    parser.add_argument("--seed", type=int, default=2025, help="chance that invents the cases")
    return parser.parse_args()


if __name__ == "__main__":
    main()
