"""Every stored format, frozen: what was written with format 1 must open for ever.

A change that breaks one of these breaks records that exist. Make a new version byte instead.
"""

import hashlib
import os
from datetime import UTC, datetime

import pytest

from kla.crypto import circles, directory, grants, recovery, segments, signing, tokens
from kla.crypto.encoding import key_id, lp
from kla.crypto.envelope import Address, seal, unseal
from kla.crypto.files import decrypt_stream, file_context
from kla.crypto.passwords import Wrap, unwrap_key, wrap_key
from kla.crypto.sealing import Context, Purpose, open_with, public_of, recipient_id
from kla.crypto.words import WORDS
from tests.unit.crypto.samples import (
    CHEAP,
    HANDLE,
    INSTANCE,
    KEY,
    OTHER_ROW,
    ROOT,
    ROOT_KID,
    ROW,
    SECRET,
    START,
)

PUBLIC = public_of(KEY)
RECIPIENT = "4da3dd1abe50194e27d719b539771c86"
GRANTER = "aa" * 16
CONTEXT = Context(INSTANCE, Purpose.CASE_USER, ROW.bytes, 1, 2)
AT = circles.CircleEpoch(INSTANCE, "intake", 2)
PLACE = segments.DeltaPlace(INSTANCE, "match:unit-1", 2, ROW)

INFO = (
    "0000000b6b6c612f76312f7365616c0000002430303030303030302d303030302d343030302d383030302d30"
    "303030303030303030303100000009636173652d75736572000000208f40c5adb68f25624ae5b214ea767a6e"
    "c94d829d3d7b5e1ad1ba6f3e2138285f00000010111111111111111111111111111111110000000800000000"
    "00000001000000080000000000000002"
)
SEALED = (
    "01014da3dd1abe50194e27d719b539771c865872eca77f518dc991c5f8083e0058f570c0cc2f5313f9446013"
    "80670a792829593d492e4746e8bf931dab072f8e5af39da53a1c93f9097e1bd1f620a233d1cc73911be04be7"
    "e9cd606bcafde1176c8f"
)
CIRCLE_INFO = (
    "0000000b6b6c612f76312f7365616c0000002430303030303030302d303030302d343030302d383030302d30"
    "30303030303030303030310000000a636972636c652d6b6579000000208f40c5adb68f25624ae5b214ea767a"
    "6ec94d829d3d7b5e1ad1ba6f3e2138285f0000000a00000006696e74616b6500000008000000000000000200"
    "0000080000000000000000"
)
DELTA_INFO = (
    "0000000b6b6c612f76312f7365616c0000002430303030303030302d303030302d343030302d383030302d30"
    "30303030303030303030310000000564656c7461000000208f40c5adb68f25624ae5b214ea767a6ec94d829d"
    "3d7b5e1ad1ba6f3e2138285f0000001011111111111111111111111111111111000000080000000000000000"
    "000000080000000000000002"
)
GRANT_MESSAGE = (
    "0000000a6b6c612f76312f7369670000002430303030303030302d303030302d343030302d383030302d3030"
    "30303030303030303031000000056772616e7400000010111111111111111111111111111111110000000800"
    "000000000000010000000475736572000000104da3dd1abe50194e27d719b539771c86000000080000000000"
    "000002000000067365616c656400000010aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa00000008000000006ae924"
    "00"
)
GRANT_SIG = (
    "c9d8fbf2f59ca5907347ce91c29f0d69b4a40ff24e4c768f9ea1cfdeba429e304c0232b65b91e2efce258f85"
    "8bfb43c99f2c1d68bcf8deb2d7afc1bc3e465c0f"
)
WRAP = (
    '{"method":"generated","salt":"000102030405060708090a0b0c0d0e0f","ct":"'
    "010126a3e702c4e40f423cfdaf7bca9b455b000102030405060708090a0b27bccb2f24c4d1ead393a70e"
    "570e7296e18ac19a0404a5ae306c26728beec8412f7833cb3b87f2d7f192cc1d118ce345"
    '","memory_kib":8,"iterations":1,"lanes":1}'
)
FILE = (
    "c96267231e03f1d710a2555a17a6ced7dd291cf16a4525ec25e101afb567855aaf47005ad6fde992c9a40577"
    "d09aa70e0482b91ea9549b8e9a63eec836bd9e1889e88489eeb3d24612939d"
)
DELTA_KEY = (
    "01014da3dd1abe50194e27d719b539771c863e0f07b6a0578b95aab2b761b4e390554b323aad7e1a2576493c"
    "653eef8eab475cdc4ffb2133e40011ec51e9dc54687fc80ee6aeca09b06220bc0073c919632dfaff449bc2c5"
    "d7879a42d630e376f024"
)
DELTA_CT = (
    "01010633bf323bba3c806878d1a5c52f2fdd17c72e7d7a21d8c2c20e03c206b1f54fd1cc0995ff7f0b4366df"
    "166d1a4fadd185879f7299306986c0cfc5e711dad462f515ff289bc7981b93384b5fd18eefb4fa23ae70d3c0"
    "5cf95b680bf5f2a3efadf5047103c9920e11d34ce2d35156298e32fce76cf2814052964ef10295ae1fba6ea8"
    "958e8580d834ee5cc77cd2ccb5df542b88e7e9e8ebbef7b053138e7ae4c1567c0adcddfa31bda9b2021d587d"
    "b42d6425f894da9bf41baa1800c394bf7c95e934d410096bc83d8bc5206a3107119d5bbd4b2aa4aae8ba2158"
    "97edb333693f2362851fe5e5b7d04ecd5ccee0c7cf787a184de73dea1750104bbf9bc0bc697120b383074422"
    "f5bb4804f6af8281e1c84a67d273cc79b7205c25f58840b56cb99f3d97f2d7b45dc61c1df4e6"
)
DELTA_SIG = (
    "12b541169b609d8a7981a08987624297cacb4278e09ad801bd4fd4125c4a6960c4031f0a6bf93a4278215ca3"
    "23785b48431a52f3985b264ae5d377d4e708dd05"
)
PREVIOUS = (
    "0101538c00f891864a1b039dff4b5e137442000102030405060708090a0bbfb1caf182e9515c3752f7037564"
    "07c9c63b360b727e3560a3d4a286dba18616fad0b499fcf41c6726c5a9c43536f841"
)
SHEET = "041G-2ZBJ-6GYG-0082-0C20-A1G7-104G-M2RC-1M70-Y40H-289H-858P-2WC1-J6GV-3GEH-W7RK-7KR5-P"
PRINCIPAL_SIG = (
    "461cf1f252060f75fe32135e7d2eb89da12c5d5002c5a17cb2320c755f51ff3b77e3aa09065bcb6d32f9f6d1"
    "c5002b1245d953e6ff6153ecf068adf1f6c49e0e"
)
VOUCHER_SIG = (
    "a7c5215953d6dc76846ef984c9dc3ceecd92ab613f8ec7764816222acc38af73cdba0e4634f4e42c276629b9"
    "abc6ed6eaed4123b7b0384f24571a16618a3f80f"
)
REVOKE_SIG = (
    "cf6125e3aa58c840f30d9747810b1c76bea1e566c168d9e641ab4789db4a761ac62f05754fb8046b88044a14"
    "98a4b9ae1cfa8c18d61983900c282a86afe84d09"
)
CIRCLE_SIG = (
    "859b4f647d6fa2f1a198c1c4007da4e334b54bb8c3b4410d6df16804aabff29acdaec435d601f9c38c238915"
    "3b86d0bfd510bde67da8624971b9ba53198a750b"
)
MEMBER_SIG = (
    "b3c5c803b090ae12252b42277abf89e1c59a89d243f516b3694219935beb265e078f07c4bcc329cd3da77f32"
    "86bee4f5a28d8814c6fb81266942c4a12ee9b901"
)


@pytest.fixture
def counted(monkeypatch):
    """Random bytes that are 00 01 02 ..., so that what is written can be compared."""
    monkeypatch.setattr(os, "urandom", lambda count: bytes(range(count)))


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def test_lists():
    assert lp("a", 1, b"\xff").hex() == "000000016100000008000000000000000100000001ff"


def test_names_of_keys():
    assert key_id(KEY).hex() == "eaeaa346cf5ea09e0e6ae2b639f91d3a"
    assert recipient_id(PUBLIC) == RECIPIENT
    assert directory.principal_kid(PUBLIC, ROOT.public) == "27b58e3d1523fe23b3cb304fa0e2bb8b"
    assert ROOT_KID == "f78a556866ec5969514823620c0f37ac"


@pytest.mark.usefixtures("counted")
def test_a_section():
    at = Address("case_section", ROW, "core", 1)
    blob = seal(KEY, {"a": 1}, at)
    assert len(blob) == 302
    assert sha256(blob) == "9baf642efa6fbe408a67e5a4fdac8c8046e37c813ff3c45b1d790e6c0941596b"
    assert unseal(KEY, blob, at) == {"a": 1}


def test_the_key_of_a_case():
    key = grants.dek(SECRET, HANDLE, ROW, 1)
    assert key.hex() == "9173ca4b2a5b28f1a8a2b6ab2c30f9921aace32eaa72eb1c7124142867da7361"


def test_a_commitment():
    commitment = grants.commit(ROW, 1, SECRET)
    assert commitment.hex() == "18d096f1efc6e2e88a50043becec48cd66d922e2e803e67dbaecdcf7d2b821c0"


def test_what_a_seal_is_bound_to():
    assert CONTEXT.info(PUBLIC).hex() == INFO
    assert AT.context(Purpose.CIRCLE_KEY).info(PUBLIC).hex() == CIRCLE_INFO
    assert PLACE.context.info(PUBLIC).hex() == DELTA_INFO


def test_a_seal():
    assert open_with(KEY, bytes.fromhex(SEALED), CONTEXT) == SECRET


def test_purposes_and_kinds():
    assert {purpose.value for purpose in Purpose} == {
        "circle-key",
        "case-circle",
        "case-user",
        "case-share",
        "siaga",
        "recovery",
        "delta",
        "trail",
        "fact",
        "offer",
        "report-circle",
        "report-reporter",
    }
    assert {kind.value: purpose.value for kind, purpose in grants.PURPOSES.items()} == {
        "circle": "case-circle",
        "user": "case-user",
        "share_a": "case-share",
        "share_b": "case-share",
        "recovery": "recovery",
    }


def test_the_signature_of_a_grant():
    expires = datetime(2026, 11, 3, tzinfo=UTC)
    sig = bytes.fromhex(GRANT_SIG)
    grant = grants.Grant(grants.GrantKind.USER, RECIPIENT, 2, b"sealed", GRANTER, sig, expires)
    grants.verify_grant(grant, ROW, 1, ROOT.public, INSTANCE)
    statement = grants._statement(grant, ROW, 1)
    assert signing.message(INSTANCE, "grant", *statement).hex() == GRANT_MESSAGE
    assert signing.sign(ROOT.private, INSTANCE, "grant", *statement) == sig


@pytest.mark.usefixtures("counted")
def test_a_wrap():
    words = "mucala-dabaho-koribu-punadu"
    wrap = wrap_key(SECRET, words, pepper=b"pepper", params=CHEAP, device_secret=b"device")
    assert wrap.to_json() == WRAP
    opened = unwrap_key(Wrap.from_json(WRAP), words, pepper=b"pepper", device_secret=b"device")
    assert opened == SECRET


@pytest.mark.usefixtures("counted")
def test_a_segment():
    key = segments.segment_key(KEY, HANDLE, "match:unit-1", 3, 2)
    assert key.hex() == "e187fd5f6ce9b1f560cf59f0b407e810a267e057991215e4416188b470df6146"
    at = Address("search_segment", ROW, "match", 1)
    blob = segments.seal_segment(key, at, ["satu", "dua"])
    assert sha256(blob) == "dfd725acf0168181ffd0b7d6c11a4da252b36a7fd07dbf934cdcb2d56013c1c6"


def test_a_change_of_a_segment():
    raw = (bytes.fromhex(part) for part in (DELTA_KEY, DELTA_CT, GRANTER, DELTA_SIG))
    sealed_key, ct, signer, sig = raw
    delta = segments.Delta(sealed_key, ct, signer.hex(), sig)
    segments.verify_delta(delta, PLACE, ROOT.public)
    assert segments.open_delta(KEY, HANDLE, delta, PLACE) == "satu"


def test_a_file():
    sealed = [bytes.fromhex(FILE)]
    assert b"".join(decrypt_stream(KEY, file_context(ROW, OTHER_ROW), sealed)) == b"isi"


@pytest.mark.usefixtures("counted")
def test_the_epoch_before():
    assert circles.seal_previous(KEY, SECRET, AT).hex() == PREVIOUS


@pytest.mark.usefixtures("counted")
def test_a_sheet():
    first = recovery.split_seed(KEY, 3, 5)[0]
    assert recovery.encode_share(first) == SHEET
    assert recovery.decode_share(SHEET) == first


def test_the_keys_of_a_seed():
    root, quorum = recovery.root_from_seed(KEY), recovery.recovery_from_seed(KEY)
    assert root.public.hex() == "d945ae4a28346069380f75f9a9a5821e8d45bb73f9003be231db57181e43c366"
    assert quorum.public.hex() == "b1884b944b8f271ae1b90118a5b28ac83cab562e242ac8d0afd82eb60471e42d"


def test_certificates():
    record = directory.KeyRecord(
        "", ROW, "caseworker", "-", "unit-1", PUBLIC, ROOT.public, b"\x55" * 1184, START
    )
    record = directory.certify(ROOT.private, ROOT_KID, INSTANCE, record)
    assert record.cert.hex() == PRINCIPAL_SIG
    gone = directory.revoke(
        ROOT.private, INSTANCE, directory.Revocation(record.kid, START, ROOT_KID)
    )
    assert gone.sig.hex() == REVOKE_SIG
    circle = directory.CircleKeyRecord("intake", 2, "", PUBLIC, ROOT_KID)
    circle = directory.certify_circle(ROOT.private, INSTANCE, circle)
    assert (circle.kid, circle.cert.hex()) == (RECIPIENT, CIRCLE_SIG)


def test_a_voucher():
    pair = directory.voucher_pair("R29G-RCNG-WMQ6-MB0Z", b"s" * 16, b"pepper", CHEAP)
    assert pair.public.hex() == "b8e13a7f15c681ba216e3f05e036073e6d9edaf9bd6c4e789e1e0aaf72d81dcc"
    voucher = directory.Voucher("", pair.public, "supervisor", "unit-1", START)
    voucher = directory.issue_voucher(ROOT.private, INSTANCE, voucher)
    assert (voucher.kid, voucher.sig.hex()) == ("36ca6c61b2437aea760bfce755b9ef69", VOUCHER_SIG)


def test_the_signature_of_a_membership():
    membership = circles.Membership(RECIPIENT, b"sealed", GRANTER, bytes.fromhex(MEMBER_SIG))
    circles.verify_membership(membership, AT, ROOT.public)


def test_login_sessions_and_tokens():
    assert [value.hex() for value in tokens.session_ids(KEY)] == [
        "8dd4be90da45f2a3c7aaec8cc63b06beee8b35ac8cdc80a21d4086e56d25b9ee",
        "e249de9bdb16e1562c43341a5f4efa158060bcc3e6eea19aa7abddc398c0af37",
    ]
    assert tokens.token_hash(KEY).hex() == (
        "8433a55d77dcdb56bdbe4c10b6dc5aedb40b0e7603bb558e573b8f31c06600a8"
    )


def test_words_of_a_fingerprint():
    assert tokens.fingerprint_words(KEY, SECRET) == ["sarung", "gita", "gado", "padu"]
    assert sha256(" ".join(WORDS).encode()) == (
        "95ac6e3edc764f05fc378adb17b95174a869d4407cda9d222793e36fa70bc095"
    )


def test_names_of_handles():
    assert grants.handle_ref(ROW) == "case/" + "11" * 16
    assert segments.segment_ref(ROW) == "segment/" + "11" * 16
    assert PLACE.ref == "delta/" + "11" * 16
