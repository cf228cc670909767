"""Every word on a screen is marked for translation, and English is complete."""

import re
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from flask import Flask
from jinja2 import nodes

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SAID = re.compile(r'(?:title|alt|placeholder|aria-label)="([^"{]*)"')


def catalogue(path: Path):
    with path.open("rb") as file:
        return [text for text in read_po(file, ignore_obsolete=True) if text.id]


def test_english_is_complete(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    wanted = tmp_path / "messages.pot"
    extract = ["pybabel", "-q", "extract", "-F", "pyproject.toml", "-o", str(wanted), "."]
    CommandLineInterface().run(extract)
    english = catalogue(ROOT / "kla/translations/en/LC_MESSAGES/messages.po")
    done = {text.id for text in english if text.string and all(text.string) and not text.fuzzy}
    assert [text.id for text in catalogue(wanted) if text.id not in done] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_text_in_templates_is_marked(app: Flask, path: Path):
    tree = app.jinja_env.parse(path.read_text())
    html = "".join(node.data for node in tree.find_all(nodes.TemplateData))
    visible = re.sub(r"<(script|style|title)\b.*?</\1>", " ", html, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>|&\w+;", " ", visible) + " ".join(SAID.findall(html))
    words = [word for word in re.findall(r"[^\W\d_]{2,}", text) if word not in NAMES]
    assert words == []


NAMES = {"KLA", "Balikpapan"}


def test_templates_never_mark_text_as_safe():
    marked = [str(p) for p in TEMPLATES if re.search(r"\|\s*safe\b", p.read_text())]
    assert marked == []
