"""The field macro ties label, hint and error to every kind of input."""

import html5lib
import pytest
from flask import Flask, get_template_attribute
from flask_babel import lazy_gettext
from wtforms import BooleanField, Form, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

BAD = lazy_gettext("Isi dahulu")


class Everything(Form):
    """One field of each shape."""

    name = StringField("Nama", [InputRequired(BAD)], description="Nama lengkap")
    risk = RadioField(
        "Risiko",
        [InputRequired(BAD)],
        choices=[SelectChoice("h", "Tinggi"), SelectChoice("l", "Rendah")],
    )
    kinds = SelectMultipleField(
        "Bentuk",
        [InputRequired(BAD)],
        choices=[SelectChoice("f", "Fisik"), SelectChoice("s", "Seksual")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    agreed = BooleanField("Setuju", [InputRequired(BAD)])


@pytest.fixture
def drawn(app: Flask):
    """Every field and the summary of an empty form that was sent, as a tree."""
    form = Everything()
    form.validate()
    with app.test_request_context("/"):
        field = get_template_attribute("macros/fields.html", "field")
        summary = get_template_attribute("macros/fields.html", "error_summary")
        html = "".join([summary(form), *map(field, form)])
    return html5lib.parse(
        f"<!doctype html><html><body>{html}</body></html>", namespaceHTMLElements=False
    )


def ids(tree) -> list[str]:
    return [node.get("id") for node in tree.iter() if isinstance(node.tag, str) and node.get("id")]


def test_no_two_elements_share_an_id(drawn):
    assert len(ids(drawn)) == len(set(ids(drawn)))


def test_every_input_has_a_label(drawn):
    labelled = {label.get("for") for label in drawn.iter("label")}
    assert {node.get("id") for node in drawn.iter("input")} <= labelled


def test_descriptions_lead_to_elements_that_are_there(drawn):
    told = [node.get("aria-describedby") for node in drawn.iter() if node.get("aria-describedby")]
    assert len(told) == 4
    assert {part for parts in told for part in parts.split()} <= set(ids(drawn))


def test_the_summary_links_to_an_input_of_every_wrong_field(drawn):
    targets = [link.get("href").lstrip("#") for link in drawn.iter("a")]
    assert targets == ["name", "risk-0", "kinds-0", "agreed"]
    assert set(targets) <= {node.get("id") for node in drawn.iter("input")}


def test_the_summary_says_what_is_wrong(drawn):
    items = ["".join(item.itertext()).split() for item in drawn.iter("li")]
    assert [words[-2:] for words in items] == [["Isi", "dahulu"]] * 4


def test_choices_stand_in_a_group_with_a_legend(drawn):
    legends = ["".join(legend.itertext()).strip() for legend in drawn.iter("legend")]
    assert legends == ["Risiko *", "Bentuk *"]


def test_none_of_several_ticks_is_mandatory_by_itself(drawn):
    ticks = [node for node in drawn.iter("input") if node.get("name") == "kinds"]
    assert [node.get("required") for node in ticks] == [None, None]


def test_a_form_without_errors_shows_no_summary(app: Flask):
    with app.test_request_context("/"):
        summary = get_template_attribute("macros/fields.html", "error_summary")
        assert summary(Everything()).strip() == ""
