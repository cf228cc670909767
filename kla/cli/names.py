"""Commands about names: whether two are one person's, and how well that is told."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from kla.cli.plain import Plain

YEAR = click.IntRange(1900, 2100)
Years = tuple[int | None, int | None]
Two = tuple[str, str]


@click.group("names")
def group() -> None:
    """Indonesian names: compare two, or measure how well names are compared."""


@group.command("compare", cls=Plain)
@click.argument("a")
@click.argument("b")
@click.option("--born", nargs=2, default=(None, None), type=YEAR, help="Both years of birth.")
@click.option("--sex", nargs=2, default=("", ""), help="The sex of both.")
@click.option("--kelurahan", nargs=2, default=("", ""), help="Where both live.")
def compare(a: str, b: str, born: Years, sex: Two, kelurahan: Two) -> None:
    """Say as JSON whether names A and B are one person's: same, maybe or different.

    With no more than one word shared, the answer is "same" only if something else agrees too:
    the year of birth, or sex and kelurahan.
    """
    from kla.cases import name_matching as matching

    if not (_has_letters(a) and _has_letters(b)):
        raise click.ClickException("A name has letters; one of these has none.")
    about = [matching.Attributes(*known) for known in zip(born, sex, kelurahan, strict=True)]
    found = matching.compare(a, b, about[0], about[1])
    reasons = [{"a": why.a, "b": why.b, "rule": why.rule} for why in found.reasons]
    said = {"decision": found.decision, "score": found.score}
    _say(said | {"reasons": reasons, "doubts": list(found.doubts)})


@group.command("evaluate", cls=Plain)
@click.argument("pairs", type=click.Path(path_type=Path), metavar="PAIRS.csv")
def evaluate(pairs: Path) -> None:
    """Print recall and precision on a file of pairs as JSON.

    The file is CSV in UTF-8 with the columns name_a, name_b and same (1 or 0). Only "same" counts
    as found: a "maybe" lowers recall where the two are one person, and leaves precision alone.
    """
    from kla.cases.name_matching import evaluation

    try:
        with pairs.open(encoding="utf-8-sig", newline="") as file:
            result = evaluation.evaluate(evaluation.read_pairs(file))
    except evaluation.BadPairs as error:
        raise click.ClickException(f"{error}.") from error
    truths = {"same": result.of_one, "different": result.of_two}
    _say(
        {
            "pairs": result.of_one.total() + result.of_two.total(),
            "recall": result.recall,
            "precision": result.precision,
            "recall_with_maybe": result.recall_with_maybe,
            "counts": {truth: _counts(found) for truth, found in truths.items()},
        }
    )


def _has_letters(name: str) -> bool:
    return any(sign.isalpha() for sign in name)


def _counts(found: Mapping[Any, int]) -> dict[str, int]:
    return {name: found[name] for name in ("same", "maybe", "different")}


def _say(answer: dict[str, Any]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
