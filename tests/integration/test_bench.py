"""The benchmark runs and writes what it promises. How fast anything is, is not tested here.

Before it measures a page it compares it with the peer's, and stops where they differ.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMES = [
    "list_page_100k",
    "list_growth",
    "open_case",
    "search_name_100k",
    "search_page_100k",
    "search_filters_100k",
    "filter_service_100k",
    "register_case",
    "import_row",
    "upload_64mb",
    "hello",
    "page_kb_list",
    "report_intake",
    "staff_under_flood",
    "search_growth",
    "filter_growth",
]


def test_a_quick_run_writes_every_measurement(tmp_path):
    command = [sys.executable, "-m", "bench", "--quick", "--cases", "60", "--turns", "2"]
    env = {**os.environ, "KLA_INSTANCE_PATH": str(tmp_path)}
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    results = json.loads((tmp_path / "bench" / "latest.json").read_text())
    assert [one["name"] for one in results] == NAMES
    assert all(set(one) == {"name", "ours", "peer", "ratio", "unit", "n"} for one in results)
    assert all(one["ours"] > 0 and one["peer"] > 0 and one["n"] > 0 for one in results)
    assert all(name in done.stdout for name in NAMES)
    assert [path.name for path in tmp_path.iterdir()] == ["bench"]
    assert (tmp_path / "bench" / "latest.json").stat().st_mode & 0o077 == 0
