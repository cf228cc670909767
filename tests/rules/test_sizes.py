"""Small is a house rule: a file fits a sitting, a function fits a screen and one head."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "kla").rglob("*.py"))
FILE_LINES, FUNCTION_LINES, COMPLEXITY, ARGUMENTS = 300, 30, 8, 5
BRANCHES = (ast.If, ast.IfExp, ast.For, ast.While, ast.ExceptHandler, ast.match_case, ast.BoolOp)
BRANCHES += (ast.comprehension,)
TEMPLATE_LINES = 150

# "path" or "path:function" -> why a reader is better off with it whole. At most ten.
ALLOWED: dict[str, str] = {}


def too_big(path: Path) -> Iterator[str]:
    source, name = path.read_text(), str(path.relative_to(ROOT))
    if source.count("\n") > FILE_LINES:
        yield name
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and passes_a_cap(node):
            yield f"{name}:{node.name}"


def passes_a_cap(function: ast.FunctionDef) -> bool:
    lines = (function.end_lineno or 0) - function.lineno + 1
    branches = sum(isinstance(node, BRANCHES) for node in ast.walk(function))
    given = function.args
    arguments = len(given.posonlyargs + given.args + given.kwonlyargs)
    return lines > FUNCTION_LINES or branches >= COMPLEXITY or arguments > ARGUMENTS


FOUND = {name for path in SOURCES for name in too_big(path)}


def test_all_is_small_or_allowed():
    assert sorted(FOUND - set(ALLOWED)) == []


def test_allowances_are_needed_few_and_carry_a_reason():
    assert sorted(set(ALLOWED) - FOUND) == []
    assert len(ALLOWED) <= 10
    assert all(len(reason.split()) >= 6 for reason in ALLOWED.values())


def test_templates_are_short():
    templates = (ROOT / "templates").rglob("*.html")
    long = [str(p) for p in templates if p.read_text().count("\n") > TEMPLATE_LINES]
    assert long == []
