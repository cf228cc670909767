"""What pages ask of the style sheet stands in it, and our own policy blocks none of it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "kla/static"
SHEET = (STATIC / "kla.css").read_text()
STYLED = set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", SHEET))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ICONS = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
HOOKS = {"fold", "plain"}  # names that scripts look for, or without a look of their own


def classes(source: str) -> set[str]:
    """The class names in attributes, with the texts that expressions there choose from."""
    found = set()
    for value in re.findall(r'\bclass_?="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"', source):
        chosen = re.findall(r"""['"]([^'"]*)['"]""", value)
        found |= set(" ".join([re.sub(r"\{[{%].*?[%}]\}", " ", value), *chosen]).split())
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_class_in_a_template_has_a_rule(path: Path):
    """A class without a rule is mistyped, or belongs to a part of Bootstrap that is left out."""
    assert sorted(classes(path.read_text()) - STYLED - HOOKS) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_icon_in_a_template_is_in_the_sprite(path: Path):
    named = re.findall(r"""\bicon(?:\(|=)["']([\w-]+)["']""", path.read_text())
    assert sorted(set(named) - ICONS) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_carry_no_inline_style_or_handler(path: Path):
    """The policy of our headers would block them in silence."""
    assert re.findall(r"\s(?:style|on[a-z]+)=[\"']", path.read_text()) == []


def test_the_sheet_loads_nothing_from_elsewhere_and_stays_small():
    import gzip

    addresses = re.findall(r"url\(\"?([^\")]+)", SHEET)
    assert all((STATIC / address).is_file() for address in addresses)
    assert "@import" not in SHEET
    assert len(gzip.compress(SHEET.encode(), 9)) < 14_000
