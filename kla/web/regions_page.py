"""The page of the city's places: a map of tiles, and the same in a table."""

from flask import Blueprint, Flask, current_app, render_template

from kla.access.policy import Permission
from kla.regions import places
from kla.regions.tiles import tile_map
from kla.web.guard import requires

bp = Blueprint("regions", __name__)


def init_app(app: Flask) -> None:
    """Add the page."""
    app.register_blueprint(bp)


@bp.get("/regions")
@requires(Permission.REGION_READ)
def show() -> str:
    """Every kelurahan of the city, on the map and by kecamatan."""
    city = places.load(current_app.extensions["settings"].region)
    return render_template("regions/show.html", city=city, drawing=tile_map(city))
