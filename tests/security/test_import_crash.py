"""An import that is killed in the middle is finished by being repeated, and nothing is there twice.

The command runs in a process of its own, as at a terminal; two of them may run at once.
"""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from kla.accounts.models import Account
from kla.cases.models import Case, CaseSection
from kla.cases.services import index, register_import
from kla.cases.services.index_keys import MATCH, IndexId
from kla.cases.types.register_import import ImportRun
from kla.cli.keys import signer_keys
from kla.extensions import db
from kla.trail import verification
from tests import registers as r
from tests.conftest import SEED
from tests.integration.cases.indexes import cases_in
from tests.security.installation import Installation, installation
from tests.security.serving import settle

ROOT = Path(__file__).parents[2]
ROWS = 1200


@pytest.fixture
def at(settings, tmp_path) -> Iterator[Installation]:
    folder = tmp_path / "instance"
    folder.mkdir()
    with installation(settings, None, folder, "kla_import", SEED) as made:
        settle(made.settings)
        yield made


def begin(at: Installation, file: Path) -> subprocess.Popen:
    """The command, with what the supervisor types already typed."""
    with at.app.app_context():
        db.session.execute(update(Account).values(totp_last_step=0))
        db.session.commit()
    environ = {
        "PATH": os.environ["PATH"],
        "KLA_INSTANCE_PATH": str(at.settings.instance_path),
        "KLA_DATABASE_URL": at.settings.database_url,
        "TMPDIR": str(file.parent),
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "cases", "import", str(file)]
    process = subprocess.Popen(
        [*command, "--as", "hasan"],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdin.write(f"{at.cast.hasan.passphrase}\n{at.cast.hasan.code()}\n".encode())
    process.stdin.close()
    process.stdin = None
    return process


def finish(process: subprocess.Popen) -> dict:
    """What it says in the end."""
    out, error = process.communicate(timeout=120)
    assert process.returncode == 0, error.decode()
    return json.loads(out)


def stored(at: Installation) -> int:
    """How many cases there are, by a look that waits for nobody."""
    with closing(sqlite3.connect(at.settings.instance_path / "kla.db")) as connection:
        count: int = connection.execute('SELECT count(*) FROM "case"').fetchone()[0]
    return count


def test_killed_in_the_middle_and_repeated(at, tmp_path):
    file = tmp_path / "lama.xlsx"
    file.write_bytes(r.register(*r.many(ROWS)))
    process = begin(at, file)
    while stored(at) == 0 and process.poll() is None:
        time.sleep(0.02)
    process.kill()
    process.communicate()
    after = stored(at)
    again = finish(begin(at, file))

    assert 0 < after < ROWS
    assert (again["added"], again["present"]) == (ROWS - after, after)
    whole(at, ROWS)


def test_two_at_once_add_each_case_once(at):
    plan = r.plan_of(r.register(*r.many(60)))
    answers, ready = [], threading.Barrier(2)

    def work() -> None:
        with at.app.app_context():
            actor = at.cast.actor(db.session(), "hasan")
            db.session.commit()
            ready.wait(10)
            for start in range(0, len(plan.cases), 10):
                some = plan.cases[start : start + 10]
                answers.extend(register_import.add_cases(db.session(), actor, ImportRun(), some))
                db.session.commit()
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)

    assert sorted(status for status, _why in answers) == ["added"] * 60 + ["present"] * 60
    whole(at, 60)


def whole(at: Installation, count: int) -> None:
    """Every case is there once, opens, stands in both indexes, and the trail is whole."""
    with at.app.app_context():
        session, hasan = db.session(), at.cast.actor(db.session(), "hasan")
        ids = session.scalars(select(Case.id)).all()
        assert len(ids) == count
        lines = [line.case_id for line in index.list_lines(session, hasan, hasan.unit_id)]
        assert sorted(lines) == sorted(ids)
        assert cases_in(session, hasan, IndexId(hasan.unit_id, MATCH)) == set(ids)
        origins = register_import._origins(session, hasan, set(ids))
        assert len({origin["number"] for origin in origins.values()}) == count
        assert session.scalar(select(func.count(CaseSection.case_id.distinct()))) == count
        report = verification.verify(
            session,
            instance=at.settings.instance_id,
            key_of=signer_keys(session, at.settings),
            anchors=at.settings.anchors_path,
        )
        assert report.broken is None
        db.session.remove()


def test_nothing_of_a_register_is_written_on_the_way(at, tmp_path):
    file = tmp_path / "lama.xlsx"
    content = r.register(r.row(victim_name="Zqnama Contoh", victim_sex="?"), r.row("2"))
    file.write_bytes(content)
    finish(begin(at, file))
    names = {path.name for path in tmp_path.iterdir()}

    assert names == {"instance", "lama.xlsx", "lama-ditolak.xlsx"}
    for path in at.settings.instance_path.rglob("*"):
        assert not path.is_file() or b"Zqnama" not in path.read_bytes(), path
    assert file.read_bytes() == content
