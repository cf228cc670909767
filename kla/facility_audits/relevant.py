"""Conditions of instruments as XLSForm writes them in its column `relevant`, and back. Pure."""

import re
from collections.abc import Iterator

from kla.core.errors import Invalid
from kla.facility_audits.instrument import Condition

LONGEST, DEEPEST = 2000, 20
TOKEN = re.compile(r"\s*(\(|\)|and\b|or\b|\$\{(\w+)\}\s*=\s*(?:'([^']*)'|(\d+)))\s*")


def write(condition: Condition | None) -> str:
    """A condition as an expression, "" for none."""
    return _written(condition) if condition else ""


def _written(condition: Condition) -> str:
    if condition.joined:
        word = " and " if condition.joined == "all" else " or "
        return word.join(f"({_written(part)})" for part in condition.parts)
    return " or ".join(f"${{{condition.item}}} = '{value}'" for value in condition.values)


def read(text: str) -> Condition | None:
    """The condition of an expression of ours: `${item} = 'answer'` with and, or and brackets.

    Raises `Invalid("relevant")` for anything else: what can't be scored is not taken.
    """
    if not text.strip():
        return None
    tokens = list(_tokens(text))
    found = _either(tokens, 0)
    if tokens:
        raise Invalid("relevant")
    return found


def _tokens(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None or len(text) > LONGEST:
            raise Invalid("relevant")
        yield found
        at = found.end()


def _next(tokens: list[re.Match[str]], word: str) -> bool:
    """Take the next token where it is this word."""
    if not tokens or tokens[0][1] != word:
        return False
    tokens.pop(0)
    return True


def _either(tokens: list[re.Match[str]], depth: int) -> Condition:
    parts = [_both(tokens, depth)]
    while _next(tokens, "or"):
        parts.append(_both(tokens, depth))
    if len(parts) == 1:
        return parts[0]
    if len({part.item for part in parts}) == 1 and parts[0].item:
        return Condition(item=parts[0].item, values=tuple(v for one in parts for v in one.values))
    return Condition(joined="any", parts=tuple(parts))


def _both(tokens: list[re.Match[str]], depth: int) -> Condition:
    parts = [_one(tokens, depth)]
    while _next(tokens, "and"):
        parts.append(_one(tokens, depth))
    return parts[0] if len(parts) == 1 else Condition(joined="all", parts=tuple(parts))


def _one(tokens: list[re.Match[str]], depth: int) -> Condition:
    if _next(tokens, "("):
        if depth > DEEPEST:
            raise Invalid("relevant")
        found = _either(tokens, depth + 1)
        if not _next(tokens, ")"):
            raise Invalid("relevant")
        return found
    if not tokens or not tokens[0][2]:
        raise Invalid("relevant")
    token = tokens.pop(0)
    return Condition(item=token[2], values=(token[3] if token[3] is not None else token[4],))
