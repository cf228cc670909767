"""What the server and every command load."""

import os

# Databases and files are for the account that runs the program, and nobody else.
os.umask(0o077)

from kla import create_app  # noqa: E402 -- the mask comes first
from kla.cli.plain import or_explain  # noqa: E402

with or_explain():
    app = create_app()
