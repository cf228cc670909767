"""Whoever steals everything that the host holds has no word about anybody.

A scenario is played through the pages. Then the test is the thief: database with its log, shred
store, login sessions, files, temporary folders, logs and standard error are searched for the words
that were typed, in every form in which a file may hold them.
"""

import base64
import dataclasses
import io
import itertools
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from kla.accounts.models import Account, AccountWrap, CircleKey
from kla.accounts.services import bundles, keyrings, sign_in
from kla.accounts.session_store import SessionStore
from kla.accounts.types import Credentials
from kla.cases.models import Case, CaseSection
from kla.core import clock
from kla.core.errors import Unreadable
from kla.crypto import envelope, grants, sealing, signing, tokens
from kla.crypto.keyring import Keyring
from kla.crypto.passwords import Wrap, unwrap_key
from kla.crypto.sealing import LoadedKey
from kla.extensions import db
from tests import registers
from tests.conftest import SEED
from tests.factories import enter
from tests.security import scenario, scenario_reports, scenario_senders
from tests.security.installation import Installation, database, installation, start
from tests.security.scenario import WORDS, Told
from tests.security.test_access_by_mathematics import opens
from tests.security.thief import Loot, open_temporary_files
from tests.security.visitor import Visitor

CASE = re.compile(r"/cases/[0-9a-f]{8}-[0-9a-f-]{27}")
NUMBER = re.compile(r"\b\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@dataclass(slots=True)
class Stolen:
    """What the scenario left behind, all of it."""

    at: Installation
    told: Told
    loot: Loot
    words: dict[str, bytes]
    spools: int
    pages: dict[str, str]


class Logs(logging.Handler):
    """Everything that any part of the program logs, formatted as a log file would have it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.out = io.StringIO()
        self.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.out.write(self.format(record) + "\n")


@pytest.fixture(scope="module")
def stolen(settings, copies, tmp_path_factory) -> Iterator[Stolen]:
    folder = tmp_path_factory.mktemp("theft")
    scenario.prepare()
    logs, loot = Logs(), Loot()
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(logs)
    root.setLevel(logging.DEBUG)
    with installation(settings, copies, folder, "kla_theft", SEED) as at:
        with standard_error() as written, temporary_folder(tmp_path_factory.mktemp("t")) as t:
            told, spools, pages = play(at, loot)
            loot.add_folder(t, "temporary folder of the system")
        root.setLevel(level)
        root.removeHandler(logs)
        gather(at, loot)
        loot.add("standard error", written.getvalue())
        loot.add("logs", logs.out.getvalue().encode())
        yield Stolen(at, told, loot, words_of(at, told), spools, pages)


@contextmanager
def temporary_folder(folder: Path) -> Iterator[Path]:
    """Let the system's temporary folder be this one meanwhile, for Python and for libraries."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("TMPDIR", "SQLITE_TMPDIR"):
            patch.setenv(name, str(folder))
        patch.setattr(tempfile, "tempdir", str(folder))
        yield folder


@contextmanager
def standard_error() -> Iterator[io.BytesIO]:
    """What the process writes there meanwhile, whichever part of it writes."""
    taken, saved = io.BytesIO(), os.dup(2)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 2)
        try:
            yield taken
        finally:
            os.dup2(saved, 2)
            os.close(saved)
            file.seek(0)
            taken.write(file.read())


def play(at: Installation, loot: Loot) -> tuple[Told, int, dict[str, str]]:
    """The scenario. While requests run, what they keep in nameless files is taken too."""
    told, number = Told(), itertools.count()
    spools = 0

    @at.app.after_request
    def look_over_the_shoulder(response):
        nonlocal spools
        for place, content in open_temporary_files().items():
            if str(at.settings.temp_path) in place and content:
                spools += 1
                loot.add(f"nameless file {next(number)}", content)
        for waiting in at.settings.temp_path.iterdir():
            loot.add(f"waiting file {next(number)}", waiting.read_bytes())
        return response

    people = {key: Visitor(at.app.test_client()) for key in ("tini", "hasan", "ratna", "lestari")}
    stranger = Visitor(at.app.test_client())
    for key, visitor in people.items():
        told.passphrases[key] = at.cast.members[key].passphrase
        scenario.sign_in(visitor, at.cast.members[key])
    tini, hasan, ratna, lestari = people.values()
    told.ratnas = scenario.register(tini)
    told.lestaris = scenario.register(
        tini,
        chronology=WORDS["chronology of the second case"],
        **{"victims-0-name": WORDS["victim of the second case"]},
    )
    for case, worker in ((told.ratnas, "ratna"), (told.lestaris, "lestari")):
        scenario.identify(tini, case)
        scenario.assign(hasan, case, at.cast.members[worker])
    told.left = scenario.register(tini, **{"victims-0-name": WORDS["victim of the third case"]})
    scenario.leave(tini, told.left)
    told.merged = scenario.register(tini, **{"victims-0-name": WORDS["victim of a merged case"]})
    scenario.merge_and_part(hasan, told.lestaris, told.merged)
    scenario.work_on(ratna, told.ratnas, told)
    scenario.meet_people(ratna, told.ratnas)
    scenario.enter_in_register(ratna, told.ratnas)
    scenario.reconcile(hasan)
    scenario.hand_out_a_copy(ratna, told.ratnas)
    scenario.carry_out_a_plan(ratna, hasan, told.ratnas)
    scenario.turn_to_others(ratna, hasan, at.cast.lestari, told.ratnas)
    scenario.keep_a_filter(ratna)
    scenario.ask_in_an_emergency(lestari, NUMBER.search(ratna.get(told.ratnas).text)[0])
    for visitor in (hasan, ratna, tini):
        for query in ("search", "search by ear", "victim, given name"):
            assert scenario.search(visitor, WORDS[query]).status == 200
    scenario.be_refused(lestari, stranger, told.ratnas)
    scenario.be_wrong(ratna, told.ratnas)
    scenario.break_off_an_upload(ratna, told.ratnas)
    scenario.end_it(ratna, hasan, told.ratnas)
    told.code = scenario_reports.tell(stranger, tini)
    scenario_senders.send(at, stranger)
    scenario_senders.type_in(tini)
    told.handed_over = scenario_reports.hand_over(stranger, tini, scenario.report())
    scenario.identify(tini, told.handed_over)
    scenario.assign(hasan, told.handed_over, at.cast.members["ratna"])
    pages = {"before": ratna.get(told.ratnas).text}
    pages["register"], told.refused = scenario.take_a_register_in(hasan)
    pages["old"] = scenario.search(hasan, WORDS["number in an old register"]).text
    told.imported = CASE.search(pages["old"])[0]
    be_broken(at, people, told)
    with scenario.soon():
        scenario.change_passphrase(ratna, at.cast.ratna, told)
    pages["after"] = ratna.get(told.ratnas).text
    for visitor in (tini, hasan):
        told.tokens += [cookie.value for cookie in visitor.client._cookies.values()]
    return told, spools, pages


def be_broken(at: Installation, people: dict[str, Visitor], told: Told) -> None:
    """Faults of ours, with words on their way: a table that is gone, a blob that was damaged."""
    lestari = people["lestari"]
    form = lestari.get(told.lestaris).form(f"{told.lestaris}/notes")
    run(at, "ALTER TABLE case_note RENAME TO case_note_gone")
    typed = form.filled({"text": WORDS["note"]})
    told.faults.append(lestari.post(f"{told.lestaris}/notes", typed).status)
    run(at, "ALTER TABLE case_note_gone RENAME TO case_note")
    with at.app.app_context():
        where = CaseSection.case_id == UUID(told.lestaris.rsplit("/", 1)[1])
        where &= CaseSection.name == "persons"
        whole = db.session.scalars(select(CaseSection.ct).where(where)).one()
        for blob in (whole[:-1] + bytes([whole[-1] ^ 1]), whole):
            db.session.execute(update(CaseSection).where(where).values(ct=blob))
            db.session.commit()
            told.faults.append(lestari.get(told.lestaris).status)


def run(at: Installation, statement: str) -> None:
    with at.app.app_context():
        db.session.execute(text(statement))
        db.session.commit()


def gather(at: Installation, loot: Loot) -> None:
    """Take everything."""
    loot.add_folder(at.settings.instance_path, "instance")
    if not at.is_sqlite:
        with at.app.app_context():
            loot.add_tables(db.engine)


def words_of(at: Installation, told: Told) -> dict[str, bytes]:
    """Everything that is looked for."""
    typed = WORDS | scenario_reports.WORDS | scenario_senders.WORDS
    words = {label: word.encode() for label, word in typed.items()}
    for form in (told.code, told.code.replace("-", ""), told.code.replace("-", "")[6:23]):
        words[f"code of a reporter, {len(form)} characters"] = form.encode()
    for key, passphrase in told.passphrases.items():
        words[f"passphrase of {key}"] = passphrase.encode()
        words[f"passphrase of {key}, as it is stretched"] = passphrase.replace("-", "").encode()
    words |= {f"old passphrase of {m.key}": m.passphrase.encode() for m in at.cast}
    words |= {
        f"phone of {m.key}": scenario.secret_text(m).encode() for m in at.cast if m.totp_secret
    }
    words |= {f"private key of {m.key}": m.unlocked.secrets.xsk for m in at.cast}
    words |= {f"signing key of {m.key}": m.unlocked.secrets.esk for m in at.cast}
    words |= {f"cookie {n}": token.encode() for n, token in enumerate(told.tokens)}
    words["the seed"] = SEED
    for n, picture in enumerate((told.picture, told.large)):
        middle = len(picture) // 2
        words[f"picture {n}"] = picture[middle : middle + 24]
    return words


class TestTheft:
    def test_the_scenario_was_played_to_its_end(self, stolen):
        """Otherwise nothing would be found because nothing was there."""
        page = stolen.pages["after"]
        for label in ("victim", "second victim", "phone", "chronology", "assessment", "note"):
            assert WORDS[label] in page, label
        for label in ("institution", "label of a file", "closure", "remarks", "perpetrator"):
            assert WORDS[label] in page, label
        for label in ("need in a plan", "follow-up", "institution of a referral"):
            assert WORDS[label] in page, label
        assert WORDS["number in the ministry's register"] in page

    def test_the_old_register_was_taken_in(self, stolen):
        number = WORDS["number in an old register"]
        assert number in stolen.pages["register"]
        assert "I." in stolen.pages["old"]  # found by it, and listed by initials
        refused = [cell for line in registers.sheet_of(stolen.told.refused) for cell in line]
        assert WORDS["refused row of an old register"] in refused
        assert number not in refused
        assert any(name.startswith("waiting file") for name in stolen.loot.places)

    def test_faults_answered_as_faults(self, stolen):
        assert stolen.told.faults == [500, 500, 200]
        assert b"fault " in stolen.loot.places["logs"]

    def test_uploads_waited_in_nameless_files(self, stolen):
        assert stolen.spools > 0

    def test_everything_was_taken(self, stolen):
        names = set(stolen.loot.places)
        wanted = {"instance/shred.db", "instance/sessions.db", "logs", "standard error"}
        if stolen.at.is_sqlite:
            wanted |= {"instance/kla.db", "instance/kla.db-wal"}
        else:
            wanted |= {"table case_section as text", "table case_section as binary"}
        assert wanted <= names
        # A picture is three of them, a sound is one.
        assert len([name for name in names if name.startswith("instance/files/")]) == 13
        assert sum(map(len, stolen.loot.places.values())) > 500_000

    def test_no_word_lies_anywhere(self, stolen):
        assert stolen.loot.search(stolen.words) == []

    def test_nothing_is_left_in_a_temporary_folder(self, stolen):
        assert list(stolen.at.settings.temp_path.iterdir()) == []
        assert [one for one in stolen.loot.places if one.startswith("temporary")] == []


class TestTheSearchItself:
    """It finds what it should not find, in every form, or it would prove nothing."""

    WORD = WORDS["victim, family name"]

    @pytest.mark.parametrize(
        "planted",
        [
            WORD.encode(),
            WORD.upper().encode(),
            WORD.encode("utf-16-le"),
            WORD.encode("utf-16-be"),
            WORD.encode().hex().encode(),
            WORD.encode().hex().upper().encode(),
        ],
    )
    def test_finds_a_word(self, planted):
        loot = Loot({"a file": b"\x00\xff before " + planted + b" after"})

        assert [one.place for one in loot.search({"name": self.WORD.encode()})][:1] == ["a file"]

    @pytest.mark.parametrize("shift", range(6))
    def test_finds_a_word_in_base64_wherever_it_begins(self, shift):
        content = base64.b64encode(b"x" * shift + self.WORD.encode() + b", 12 tahun")
        loot = Loot({"a mail": b"To: " + content})

        assert loot.search({"name": self.WORD.encode()})

    def test_finds_a_word_planted_in_a_table(self, stolen):
        """In the very database of the theft, in a column of bytes and in one of text."""
        run(stolen.at, "CREATE TABLE planted (a TEXT, b BYTEA)")
        with stolen.at.app.app_context():
            values = {"a": f"x{self.WORD}x", "b": b"\x00" + self.WORD.encode()}
            db.session.execute(text("INSERT INTO planted VALUES (:a, :b)"), values)
            db.session.commit()
        loot = Loot()
        gather(stolen.at, loot)
        run(stolen.at, "DROP TABLE planted")

        found = {one.place for one in loot.search({"name": self.WORD.encode()})}

        wanted = (
            {"instance/kla.db-wal"}
            if stolen.at.is_sqlite
            else {"table planted as text", "table planted as binary"}
        )
        assert wanted <= found

    @pytest.mark.parametrize("place", ["files/x", "tmp/x", "sessions.db-journal", "kla.log"])
    def test_finds_a_word_planted_in_a_file(self, stolen, place):
        path = stolen.at.settings.instance_path / place
        path.write_bytes(b"...." + self.WORD.encode())
        loot = Loot()
        gather(stolen.at, loot)
        path.unlink()

        found = loot.search({"name": self.WORD.encode()})
        assert f"instance/{place}" in {one.place for one in found}


@pytest.fixture(scope="module")
def copy(stolen, copies, tmp_path_factory) -> Iterator[Installation]:
    """The thief's own computer: everything copied, configuration and all, and the program."""
    folder = tmp_path_factory.mktemp("copy")
    with stolen.at.app.app_context():
        db.session.remove()
        db.engine.dispose()
    shutil.copytree(stolen.at.settings.instance_path, folder, dirs_exist_ok=True)
    with database(copies, folder, "kla_stolen", "kla_theft") as url:
        settings = dataclasses.replace(stolen.at.settings, instance_path=folder, database_url=url)
        app = start(settings)
        yield Installation(app, settings, stolen.at.cast)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def come_in(at: Installation, key: str, passphrase: str):
    """What a passphrase gives: the second factor's secret lies in the bundle that it opens."""
    session, office = db.session(), at.app.extensions["office"]
    member = at.cast.members[key]
    locked = bundles.read(session, member.account_id)
    secrets = bundles.open_bundle(
        bundles.unlock(office, locked, member.username, passphrase), locked
    )
    session.execute(update(Account).values(totp_last_step=0))
    credentials = Credentials(
        username=member.username,
        passphrase=passphrase,
        code=tokens.totp_code(secrets.totp_secret, clock.now()),
    )
    return sign_in.sign_in(session, office, credentials).actor


def opened_by(at: Installation, key: str, passphrase: str) -> set[str]:
    with at.app.app_context():
        actor = come_in(at, key, passphrase)
        ids = db.session.scalars(select(Case.id)).all()
        found = {f"/cases/{one}" for one in ids if opens(db.session(), actor, one)}
        db.session.rollback()
        return found


class TestWithAPassphrase:
    def test_of_a_caseworker_exactly_their_cases_open(self, stolen, copy):
        told = stolen.told

        assert opened_by(copy, "ratna", told.passphrases["ratna"]) == {
            told.ratnas,
            told.handed_over,
        }
        hers = {told.lestaris, told.merged}
        assert opened_by(copy, "lestari", told.passphrases["lestari"]) == hers

    def test_of_the_supervisor_the_unit_opens(self, stolen, copy):
        told = stolen.told

        mine = {told.ratnas, told.lestaris, told.merged, told.left, told.imported}
        mine.add(told.handed_over)
        assert opened_by(copy, "hasan", told.passphrases["hasan"]) == mine

    def test_of_intake_what_was_never_assigned_opens(self, stolen, copy):
        told = stolen.told

        assert opened_by(copy, "tini", told.passphrases["tini"]) == {told.left}

    @pytest.mark.parametrize("key", ["sari", "made", "nur", "arif", "gilang", "dimas"])
    def test_of_anybody_else_nothing_opens(self, stolen, copy, key):
        passphrase = stolen.told.passphrases.get(key) or copy.cast.members[key].passphrase
        with copy.app.app_context():
            member = copy.cast.members[key]
            assert bundles.read(db.session(), member.account_id) is not None
        if key == "dimas":  # has no phone
            with copy.app.app_context():
                office = copy.app.extensions["office"]
                credentials = Credentials(username="dimas", passphrase=passphrase)
                actor = sign_in.sign_in(db.session(), office, credentials).actor
                ids = db.session.scalars(select(Case.id)).all()
                assert [one for one in ids if opens(db.session(), actor, one)] == []
            return

        assert opened_by(copy, key, passphrase) == set()

    def test_a_passphrase_that_was_changed_opens_nothing(self, copy):
        with copy.app.app_context(), pytest.raises(Unreadable):
            come_in(copy, "ratna", copy.cast.ratna.passphrase)


class TestWithTheConfiguration:
    """Pepper, secret key, public keys, handles, sessions: all that the server has."""

    def materials(self, at: Installation) -> list[bytes]:
        """Every 32 bytes that the host could mistake for a key, of what it stores."""
        with at.app.app_context():
            handles = at.app.extensions["shred"]
            refs = [grants.handle_ref(one) for one in db.session.scalars(select(Case.id))]
            found = list(handles.get_many(refs).values())
            found += db.session.scalars(select(Case.kcommit)).all()
            found += db.session.scalars(select(CircleKey.pk)).all()
        found += [at.settings.root_public_key, at.settings.recovery_public_key]
        for raw in (at.settings.pepper, at.settings.secret_key):
            found += [raw[i : i + 32] for i in range(max(1, len(raw) - 31))]
            found.append(raw.ljust(32, b"\0")[:32])
        return [one.ljust(32, b"\0")[:32] for one in found]

    def test_no_case_opens(self, copy):
        materials = self.materials(copy)
        assert len(materials) > 10
        with copy.app.app_context():
            session, office = db.session(), copy.app.extensions["office"]
            private = {sealing.recipient_id(sealing.public_of(raw)): raw for raw in materials}
            keys = Keyring(
                instance=office.instance, root=office.root, private=private, handles=office.handles
            )
            actor = dataclasses.make_dataclass("Thief", ["keys"])(keys)
            for case_id in session.scalars(select(Case.id)).all():
                assert not opens(session, actor, case_id)

    def test_no_section_opens_under_anything_that_is_stored(self, copy):
        materials = self.materials(copy)
        with copy.app.app_context():
            for row in db.session.scalars(select(CaseSection)):
                for raw in materials:
                    with pytest.raises(Unreadable):
                        envelope.unseal(raw, row.ct, row.address)

    def test_no_grant_opens_with_anything_that_is_stored(self, copy):
        materials = [LoadedKey.load(raw) for raw in self.materials(copy)]
        instance = copy.settings.instance_id
        with copy.app.app_context():
            for case in db.session.scalars(select(Case)):
                session = db.session()
                session.refresh(case, ["grants"])
                for grant, key in itertools.product(case.lock.grants, materials):
                    with pytest.raises(Unreadable):
                        case.lock.open(key, grant, instance)

    def test_no_bundle_opens_with_pepper_and_guesses_from_the_configuration(self, copy):
        guesses = ["", "kla", copy.settings.secret_key.decode("latin-1"), copy.settings.instance_id]
        guesses += [copy.settings.pepper.hex(), copy.settings.secret_key.hex()]
        with copy.app.app_context():
            wraps = [row.wrap for row in db.session.scalars(select(AccountWrap))]
            assert len(wraps) == len(copy.cast.members)
            for wrap, guess in itertools.product(wraps, guesses):
                with pytest.raises(Unreadable):
                    unwrap_key(Wrap.from_json(wrap.decode()), guess, pepper=copy.settings.pepper)

    def test_a_passphrase_without_the_pepper_opens_nothing(self, stolen, copy):
        passphrase = stolen.told.passphrases["ratna"]
        with copy.app.app_context():
            locked = bundles.read(db.session(), copy.cast.ratna.account_id)
            with pytest.raises(Unreadable):
                unwrap_key(locked.wrap, passphrase, pepper=b"")

    def test_no_login_session_opens_without_its_cookie(self, stolen, copy):
        store = SessionStore(copy.settings.sessions_path)
        assert stolen.told.tokens
        assert store.load(stolen.told.tokens[0]) is not None  # the cookie itself would

        for raw in (copy.settings.secret_key, copy.settings.pepper, b"", b"\0" * 32):
            assert store.load(raw.hex()) is None

    def test_a_login_session_written_without_keys_shows_nothing(self, stolen, copy):
        """The thief runs the program and writes a login session in Ratna's name."""
        member = copy.cast.ratna
        invented = dataclasses.replace(
            member.unlocked.secrets,
            xsk=sealing.generate_pair().private,
            esk=signing.generate_signing_pair().private,
        )
        with copy.app.app_context():
            epoch = keyrings.standing_of(db.session(), member.account_id).login_epoch
        unlocked = dataclasses.replace(member.unlocked, secrets=invented, circles={})
        forged = dataclasses.replace(member, unlocked=unlocked, login_epoch=epoch)
        thief = Visitor(enter(copy.app, forged))

        case, cases = thief.get(stolen.told.ratnas), thief.get("/cases")

        assert case.status >= 400
        for word in WORDS.values():
            assert word not in case.text + cases.text
