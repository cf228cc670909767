"""Start time is a budget: what only some pages need is not imported at the start."""

import os
import subprocess
import sys

HEAVY = ["alembic", "flask_migrate", "zxcvbn", "PIL", "segno", "gunicorn"]


def test_serving_imports_only_what_every_page_needs(tmp_path, root):
    script = f"import sys, kla, kla.cases; print([m for m in {HEAVY} if m in sys.modules])"
    env = {**os.environ, "KLA_INSTANCE_PATH": str(tmp_path)}
    run = [sys.executable, "-c", script]
    done = subprocess.run(run, cwd=root, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
