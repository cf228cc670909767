"""The rules of the stages that an office may set, read from `stages.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("stages.toml")


@cache
def _rules() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


def plan_needs_approval(risk: str) -> bool:
    """Whether a supervisor has to approve the plan of a case with this risk."""
    return bool(_rules()["plan_approval"].get(risk, True))


def mediation_forbidden_for(kinds: list[str]) -> bool:
    """Whether the law keeps a case of these kinds from mediation, but for one exception."""
    return not set(_rules()["mediation"]["forbidden_for"]).isdisjoint(kinds)


def is_child(age: int | None) -> bool:
    """Whether somebody is a child before the law; nobody is whose age is not known."""
    return age is not None and age < int(_rules()["mediation"]["child_below"])


def source(rule: str) -> str:
    """Where a rule comes from."""
    return str(_rules()[rule]["source"])
