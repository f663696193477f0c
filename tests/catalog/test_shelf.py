"""Taking rows from their files."""

import pytest

from wwwhy.catalog.entry import EntryError
from wwwhy.catalog.shelf import entries, entry, holding, owner, owners


def test_owners_are_found_by_scanning():
    assert {"iana", "nginx", "iis", "chromium"} <= set(owners())
    assert owner("nginx").title.ru == "код nginx"


@pytest.mark.parametrize(("each", "key"), [("iana", "299"), ("iana", "4"), ("iana", "401]\n[402")])
def test_a_row_that_is_not_there(each, key):
    with pytest.raises(EntryError, match="no row"):
        entry(each, key)


@pytest.mark.parametrize("name", ["nobody", "../boxes/nginx", "iana/..", "", "."])
def test_an_owner_that_is_not_there(name):
    with pytest.raises(EntryError):
        entry(name, "401")


def test_rows_that_name_a_cause_are_those_of_all_files():
    for cause in ("bearer-token-expired", "php-fpm-max-children", "tls-intercepting-proxy"):
        found = {row.ref for row in holding(cause)}
        assert found
        assert found == {r.ref for each in owners() for r in entries(each) if cause in r.causes}
    assert list(holding("no-such-cause")) == []
