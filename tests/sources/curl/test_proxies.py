"""Which proxy is used, and what NO_PROXY covers."""

import pytest

from wwwhy.sources.curl.proxies import from_environment, is_exempt


@pytest.mark.parametrize(
    ("host", "exceptions", "exempt"),
    [
        ("h.test", "h.test", True),
        ("H.test".lower(), "H.TEST", True),
        ("a.h.test", "h.test", True),
        ("a.h.test", ".h.test", True),
        ("h.test", ".h.test", True),
        ("h.test.", "h.test", True),
        ("h.test", "h.test.", True),
        ("xh.test", "h.test", False),
        ("h.test", "*.test", False),
        ("h.test", "*", True),
        ("h.test", "a,*", False),
        ("h.test", "a, h.test", True),
        ("h.test", "a h.test", False),
        ("h.test", "a ,h.test", True),
        ("h.test", "", False),
        ("h.test", ".", False),
        ("h.test", ",,h.test", True),
        ("localhost", "127.0.0.1", False),
        ("127.0.0.1", "localhost", False),
        ("127.0.0.1", "127.0.0.0/8", True),
        ("127.0.0.1", "127.0.0.1/32", True),
        ("128.0.0.1", "127.0.0.0/8", False),
        ("127.0.0.1", "127.0.0.0/99", False),
        ("::1", "::/64", True),
        ("::1", "::1", True),
        ("fe80::1%eth0", "fe80::/10", True),
        ("::1", "127.0.0.0/8", False),
    ],
)
def test_no_proxy(host: str, exceptions: str, exempt: bool) -> None:
    assert is_exempt(host, exceptions) is exempt


def test_proxy_variables() -> None:
    assert from_environment({"HTTP_PROXY": "a"}, "http") is None
    assert from_environment({"HTTPS_PROXY": "a", "https_proxy": "b"}, "https") == "b"
    assert from_environment({"HTTPS_PROXY": "a"}, "https") == "a"
    assert from_environment({"ALL_PROXY": "a", "all_proxy": ""}, "https") == "a"
