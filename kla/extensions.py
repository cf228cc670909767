"""The extensions of Flask, made once and bound to an app by `create_app`. Imports no area."""

from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from kla.core.db import Base

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()
