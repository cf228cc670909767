"""No lock says where packages come from, and what is run is what is tested."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-uv.lock"]
ADDRESS = re.compile(r"://|file:|--[a-z-]*index|--find-links|--trusted-host", re.IGNORECASE)
PIN = re.compile(r"^([a-z0-9._-]+)(?:\[.*?\])?(==[^\\\n]+)", re.MULTILINE)


def pins(name: str) -> set[tuple[str, str]]:
    return {(package, pin.strip()) for package, pin in PIN.findall((ROOT / name).read_text())}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_no_address(name):
    assert not ADDRESS.findall((ROOT / name).read_text())


def test_package_lock_holds_no_address():
    packages = json.loads((ROOT / "assets/package-lock.json").read_text())["packages"]
    for package in packages.values():
        assert "resolved" not in package
        rest = {key: package[key] for key in package.keys() - {"funding", "deprecated"}}
        assert not ADDRESS.findall(json.dumps(rest))
    assert "omit-lockfile-registry-resolved=true" in (ROOT / "assets/.npmrc").read_text()


@pytest.mark.parametrize("name", ["uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"])
def test_kinds_of_lock_that_write_addresses_are_absent(name):
    assert not (ROOT / name).exists()


def test_what_is_run_is_what_is_tested():
    assert pins("requirements.lock") <= pins("requirements-dev.lock")
