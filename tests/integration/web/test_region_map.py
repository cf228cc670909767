"""The map of tiles as drawn: every place has its name in it, and is a link only where asked."""

import xml.etree.ElementTree as ET

from flask import Flask, get_template_attribute
from flask.testing import FlaskClient

from kla.regions import places
from kla.regions.tiles import Shade, TileMap, tile_map

CITY = places.load("64.71")


def draw(app: Flask, drawing: TileMap) -> ET.Element:
    with app.test_request_context("/"):
        macro = get_template_attribute("regions/map.html", "tile_map")
        return ET.fromstring(macro(drawing, "Peta & petak"))  # noqa: S314 -- our own drawing


def test_it_is_one_image_with_a_name(app: Flask):
    svg = draw(app, tile_map(CITY))
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "Peta & petak")


def test_every_place_is_named_with_its_kecamatan_and_its_value(app: Flask):
    svg = draw(app, tile_map(CITY, {"64.71.05.1010": Shade(3, "3")}))
    titles = [title.text for title in svg.iter("title")]
    assert len(titles) == 34
    assert "Sungai Nangka, Balikpapan Selatan: 3" in titles
    assert "Damai, Balikpapan Kota" in titles


def test_tiles_are_links_only_where_asked(app: Flask):
    linked = draw(app, tile_map(CITY, url_of=lambda place: f"/somewhere/{place.code}"))
    assert len(list(linked.iter("a"))) == 34
    assert linked.get("role") == "group"
    assert list(draw(app, tile_map(CITY)).iter("a")) == []


def test_a_stranger_does_not_see_the_page(app: Flask):
    client: FlaskClient = app.test_client()
    assert client.get("/regions").status_code == 302
