"""Trust anchors are found, loaded once, and their absence is said plainly."""

import os
from pathlib import Path

import certifi
import pytest

from tests.wire import pki
from wwwhy.model import Store, Tls
from wwwhy.wire import stores
from wwwhy.wire.stream import StreamFailure


def test_each_store_stands_somewhere():
    assert stores.anchors(Store.CERTIFI, Tls()).file == certifi.where()
    system = stores.anchors(Store.SYSTEM, Tls(ca_file="/anything"))
    assert system == stores.anchors(Store.USER, Tls())
    assert system.file or system.directory


def test_the_users_own_file_replaces_the_bundle_and_the_folder_adds_to_it(tmp_path: Path):
    mine = pki.root().file()
    assert stores.anchors(Store.USER, Tls(ca_file=mine)).file == mine
    added = stores.anchors(Store.USER, Tls(ca_path=str(tmp_path)))
    assert (added.file, added.directory) == (
        stores.anchors(Store.SYSTEM, Tls()).file,
        str(tmp_path),
    )


def test_anchors_are_loaded_once():
    where = stores.anchors(Store.USER, Tls(ca_file=pki.root().file()))
    assert stores.opened(where) is stores.opened(where)
    assert stores.load(where) is not stores.load(where)


@pytest.mark.parametrize("path", ["/nowhere/ca.pem", "\0"])
def test_what_is_missing_is_said(path: str):
    with pytest.raises(StreamFailure) as caught:
        stores.anchors(Store.USER, Tls(ca_file=path))
    assert caught.value.failure.native == {"local": "ca_file"}


def test_what_would_hold_up_the_loop_or_never_ends_is_not_opened(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (str(pipe), "/dev/zero", str(tmp_path)):
        with pytest.raises(StreamFailure) as caught:
            stores.anchors(Store.USER, Tls(ca_file=path))
        assert caught.value.failure.native == {"local": "ca_file"}


def test_the_environment_moves_the_systems_store(monkeypatch: pytest.MonkeyPatch):
    stores._system.cache_clear()
    monkeypatch.setenv("SSL_CERT_FILE", pki.root().file())
    try:
        assert stores.anchors(Store.SYSTEM, Tls()).file == pki.root().file()
    finally:
        stores._system.cache_clear()


def test_a_system_without_a_bundle_takes_mozillas(monkeypatch: pytest.MonkeyPatch):
    stores._system.cache_clear()
    monkeypatch.setattr(stores, "_BUNDLES", ())
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    try:
        assert stores.anchors(Store.SYSTEM, Tls()).file == certifi.where()
    finally:
        stores._system.cache_clear()
