"""Chains judged offline: every reason at once, in curl's order, by every store."""

import time
from pathlib import Path

import certifi
import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.wire import pki
from tests.wire.pki import DAY, NOW, Issued, issue
from wwwhy.model import Store, Tls
from wwwhy.wire import certificates, stores, trust
from wwwhy.wire.stream import StreamFailure

WHEN = NOW.timestamp()
MINE = Tls(ca_file=pki.root().file())


def judge(
    *chain: Issued,
    host: str = "site.test",
    when: float = WHEN,
    tls: Tls = MINE,
    extra: tuple[bytes, ...] = (),
) -> trust.Judgement:
    return trust.judge([each.der for each in chain], host, when, tls=tls, extra=extra)


def reasons(judgement: trust.Judgement) -> list[str]:
    return [error.reason for error in judgement.errors]


def kind(judgement: trust.Judgement) -> str | None:
    return judgement.failure.type if judgement.failure else None


def test_a_good_chain_has_nothing_against_it():
    judgement = judge(issue("site.test", pki.middle()), pki.middle())
    assert (judgement.errors, judgement.failure, judgement.trusted_by) == ((), None, ("user",))


def test_expired():
    judgement = judge(issue("site.test", pki.root(), after=NOW - DAY))
    assert (reasons(judgement), kind(judgement)) == (["expired"], "tls.cert.date_invalid")
    assert [(each.code, each.depth, each.store) for each in judgement.errors] == [(10, 0, "user")]
    assert judgement.trusted_by == ()


def test_not_yet_valid():
    judgement = judge(issue("site.test", pki.root(), before=NOW + DAY))
    assert (reasons(judgement), judgement.errors[0].code) == (["not_yet_valid"], 9)


def test_the_callers_clock_decides():
    leaf = issue("site.test", pki.root())
    assert reasons(judge(leaf, when=WHEN + 11 * 86400)) == ["expired", "expired"]
    assert reasons(judge(leaf, when=WHEN - 11 * 86400)) == ["not_yet_valid", "not_yet_valid"]
    assert reasons(judge(leaf)) == []


def test_wrong_name():
    judgement = judge(pki.leaf(), host="other.test")
    assert (reasons(judgement), kind(judgement)) == (["name"], "tls.cert.name_invalid")
    assert judgement.trusted_by == ("user",)


def test_self_signed():
    judgement = judge(issue("site.test"))
    assert (reasons(judgement), kind(judgement)) == (["self_signed"], "tls.cert.self_signed")
    assert judgement.errors[0].code == 18


def test_a_self_signed_certificate_that_the_user_trusts():
    mine = issue("site.test")
    assert judge(mine, tls=Tls(ca_file=mine.file())).errors == ()


@pytest.mark.parametrize("anchor", ["leaf", "intermediate"])
def test_any_certificate_of_the_chain_may_be_the_anchor_as_in_curl(anchor: str):
    leaf = issue("site.test", pki.middle())
    trusted = {"leaf": leaf, "intermediate": pki.middle()}[anchor]
    judgement = judge(leaf, pki.middle(), tls=Tls(ca_file=trusted.file()))
    assert (judgement.errors, judgement.trusted_by) == ((), ("user",))


def test_a_chain_that_another_list_completes_lacks_nothing(monkeypatch: pytest.MonkeyPatch):
    stores._system.cache_clear()
    monkeypatch.setenv("SSL_CERT_FILE", pki.root().file())
    try:
        chain = (issue("site.test", pki.middle()), pki.middle())
        judgement = judge(*chain, tls=Tls(ca_file=pki.stranger().file()))
        late = judge(*chain, tls=Tls(ca_file=pki.stranger().file()), when=WHEN + 11 * 86400)
    finally:
        stores._system.cache_clear()
    assert (reasons(judgement), kind(judgement)) == (
        ["unknown_issuer"],
        "tls.cert.authority_invalid",
    )
    assert judgement.trusted_by == ("system",)
    assert reasons(late) == ["unknown_issuer", "expired", "expired"]
    assert "Test Root" in judgement.errors[0].text


def test_incomplete_chain():
    judgement = judge(issue("site.test", pki.middle()))
    assert (reasons(judgement), kind(judgement)) == (
        ["incomplete_chain"],
        "tls.cert.chain_incomplete",
    )
    assert judgement.errors[0].code == 20
    assert "CN=Test Intermediate" in judgement.errors[0].text


def test_the_wrong_intermediate_is_an_incomplete_chain_too():
    other = issue("Other Intermediate", pki.root(), ca=True)
    assert reasons(judge(issue("site.test", pki.middle()), other)) == ["incomplete_chain"]


def test_an_incomplete_chain_knows_where_to_fetch_the_rest():
    leaf = issue("site.test", pki.middle(), aia="http://ca.test/i.der")
    judgement = judge(leaf)
    missing = trust.missing_issuer(judgement)
    assert missing is not None
    assert missing.issuer_urls == ("http://ca.test/i.der",)
    assert "where to fetch" in judgement.errors[0].text
    assert judge(leaf, extra=(pki.middle().der,)).errors == ()
    assert trust.missing_issuer(judge(pki.leaf())) is None


def test_a_private_authority_that_sends_its_root():
    judgement = judge(issue("site.test", pki.stranger()), pki.stranger())
    assert (reasons(judgement), kind(judgement)) == (
        ["unknown_issuer"],
        "tls.cert.authority_invalid",
    )
    assert (judgement.errors[0].code, judgement.errors[0].depth) == (19, 1)


@pytest.mark.parametrize(
    ("chain", "host", "expected"),
    [
        ((issue("other.test", pki.root(), after=NOW - DAY),), "site.test", ["expired", "name"]),
        ((issue("other.test", after=NOW - DAY),), "site.test", ["self_signed", "expired", "name"]),
        ((issue("other.test", pki.middle()),), "site.test", ["incomplete_chain", "name"]),
        (
            (issue("site.test", pki.middle(), before=NOW + DAY),),
            "site.test",
            ["incomplete_chain", "not_yet_valid"],
        ),
        (
            (
                issue("site.test", pki.stranger(), usage=ExtendedKeyUsageOID.CLIENT_AUTH),
                pki.stranger(),
            ),
            "x.test",
            ["unknown_issuer", "purpose", "name"],
        ),
    ],
)
def test_several_faults_at_once_are_all_told_in_curls_order(
    chain: tuple[Issued, ...], host: str, expected: list[str]
):
    judgement = judge(*chain, host=host)
    assert reasons(judgement) == expected
    assert judgement.failure is not None
    assert judgement.failure.native["reasons"] == ",".join(expected)


def test_the_depth_of_an_expired_intermediate_is_told():
    old = issue("Old Intermediate", pki.root(), ca=True, after=NOW - DAY)
    judgement = judge(issue("site.test", old), old)
    assert [(each.reason, each.depth) for each in judgement.errors] == [("expired", 1)]
    assert judgement.failure is not None
    assert "depth 1" in judgement.failure.detail


def test_an_expired_root_beside_its_renewal_blames_nobody(tmp_path: Path):
    old = issue("Renewed Root", ca=True, after=NOW - DAY)
    new = pki.renewed(old)
    bundle = tmp_path / "roots.pem"
    for both in (old.pem + new.pem, new.pem + old.pem):
        bundle.write_bytes(both)
        assert judge(issue("site.test", old), tls=Tls(ca_file=str(bundle))).errors == ()
    bundle.write_bytes(old.pem)
    assert reasons(judge(issue("site.test", old), tls=Tls(ca_file=str(bundle)))) == ["expired"]


def test_a_certificate_for_clients_does_not_serve():
    judgement = judge(issue("site.test", pki.root(), usage=ExtendedKeyUsageOID.CLIENT_AUTH))
    assert (reasons(judgement), kind(judgement)) == (["purpose"], "tls.cert.invalid")


def test_a_leaf_that_signs_another_is_no_authority():
    pretender = issue("pretender.test", pki.root(), usage=None)
    assert kind(judge(issue("site.test", pretender), pretender)) == "tls.cert.invalid"


def test_weak_keys():
    judgement = judge(issue("site.test", pki.root(), rsa_bits=1024))
    assert (reasons(judgement), kind(judgement)) == (["weak"], "tls.cert.invalid")


def test_a_forged_signature_is_never_trusted():
    genuine = issue("site.test", pki.root())
    forged = pki.Issued(pki.forged(genuine.cert), genuine.key)
    assert reasons(judge(forged)) == ["other"]


@pytest.mark.parametrize("chain", [(), (b"",), (b"\x30\x03\x02\x01\x01",), (b"x" * 5000,)])
def test_no_certificate_and_rubbish_are_refused(chain: tuple[bytes, ...]):
    judgement = trust.judge(chain, "site.test", WHEN, tls=MINE)
    assert (reasons(judgement), judgement.trusted_by) == (["other"], ())


def test_rubbish_after_a_good_leaf_does_no_harm():
    judgement = trust.judge((pki.leaf().der, b"\x30\x03\x02\x01\x01"), "site.test", WHEN, tls=MINE)
    assert "other" in reasons(judgement) or judgement.errors == ()


def test_certificates_that_name_each_other_as_issuers_end():
    one, other = pki.circular()
    judgement = judge(issue("site.test", one), one, other)
    assert kind(judgement) in {
        "tls.cert.chain_incomplete",
        "tls.cert.authority_invalid",
        "tls.cert.invalid",
    }


def public_root() -> bytes:
    """A root that both Mozilla's list and this system hold, self-signed and long-lived."""
    return certificates.load_many(Path(certifi.where()).read_bytes())[0]


def test_each_store_judges_for_itself():
    root = public_root()
    valid = certificates.read(root)
    assert valid is not None
    judgement = trust.judge((root,), "site.test", valid.not_before + 86400, tls=MINE)
    assert "certifi" in judgement.trusted_by
    assert "user" not in judgement.trusted_by
    by_certifi = Tls(ca_file=MINE.ca_file, store=Store.CERTIFI)
    again = trust.judge((root,), "site.test", valid.not_before + 86400, tls=by_certifi)
    assert {error.store for error in again.errors} == {"certifi"}
    assert "self_signed" not in reasons(again)
    assert "self_signed" in reasons(judgement)


def test_a_replaced_ca_file_is_read_again(tmp_path: Path):
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(pki.stranger().pem)
    leaf = issue("site.test", pki.root())
    assert judge(leaf, tls=Tls(ca_file=str(bundle))).errors
    bundle.write_bytes(pki.root().pem)
    import os

    os.utime(bundle, (1, 1))
    assert judge(leaf, tls=Tls(ca_file=str(bundle))).errors == ()


@pytest.mark.parametrize("content", [None, b"", b"no certificate here"])
def test_an_unreadable_ca_file_is_our_users_and_not_the_servers(
    tmp_path: Path, content: bytes | None
):
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StreamFailure) as caught:
        judge(pki.leaf(), tls=Tls(ca_file=str(path)))
    assert caught.value.failure.native == {"local": "ca_file"}


def test_a_folder_of_authorities_adds_to_the_bundle(tmp_path: Path):
    # The name is OpenSSL's hash of the subject; computed by `openssl x509 -hash`.
    hashed = tmp_path / f"{pki.subject_hash(pki.root())}.0"
    hashed.write_bytes(pki.root().pem)
    assert judge(pki.leaf(), tls=Tls(ca_path=str(tmp_path))).errors == ()


def test_a_verdict_is_quick():
    leaf = issue("site.test", pki.middle(), after=NOW - DAY)
    judge(pki.leaf())
    started = time.perf_counter()
    judge(leaf)
    assert time.perf_counter() - started < 0.1
    started = time.perf_counter()
    for _ in range(100):
        judge(leaf)
    assert (time.perf_counter() - started) / 100 < 0.005
