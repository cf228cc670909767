"""One thing is said in one place: no two functions do the same, word for word."""

import ast
from collections import defaultdict
from pathlib import Path

SMALLEST = 30  # parts of a syntax tree; what is shorter is a phrase, not a thought


def body_of(function: ast.FunctionDef) -> list[ast.stmt]:
    """What a function does, without what it says of itself."""
    first, *rest = function.body
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return rest if is_docstring else function.body


def copies(files: dict[str, str]) -> list[list[str]]:
    """The places of functions that do the same."""
    places = defaultdict(list)
    for name, text in files.items():
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef):
                continue
            body = body_of(node)
            if sum(1 for part in body for _ in ast.walk(part)) >= SMALLEST:
                places["".join(map(ast.dump, body))].append(f"{name}:{node.name}")
    return [found for found in places.values() if len(found) > 1]


def test_no_function_stands_in_two_places(root: Path):
    files = {str(path.relative_to(root)): path.read_text() for path in (root / "kla").rglob("*.py")}
    assert copies(files) == []


def test_the_rule_sees_a_copy_under_another_name():
    text = "def {}(a, b):\n    '''{}'''\n    " + "a = a + b * 2 - len(str(a)); " * 6
    files = {"one.py": text.format("first", "This."), "two.py": text.format("second", "That.")}
    assert copies(files) == [["one.py:first", "two.py:second"]]
