"""libcurl through pycurl, and its multi interface for many requests."""

from io import BytesIO

import pycurl

from benchmarks.measure.clients import OK, SECONDS


def fetch(url: str, ca_file: str, count: int) -> int:
    """Send requests at once; return how many were answered."""
    multi = pycurl.CurlMulti()
    handles = [_handle(url, ca_file) for _ in range(count)]
    for handle in handles:
        multi.add_handle(handle)
    active = count
    while active:
        _, active = multi.perform()
        if active:
            multi.select(1.0)
    answered = 0
    for handle in handles:
        answered += _is_answered(handle)
        multi.remove_handle(handle)
        handle.close()
    multi.close()
    return answered


def fetch_one(url: str, ca_file: str) -> int:
    """Send one request through the easy interface; return 1 if it was answered."""
    handle = _handle(url, ca_file)
    handle.perform()
    answered = _is_answered(handle)
    handle.close()
    return int(answered)


def _is_answered(handle: pycurl.Curl) -> bool:
    return bool(handle.getinfo(pycurl.RESPONSE_CODE) == OK)


def _handle(url: str, ca_file: str) -> pycurl.Curl:
    handle = pycurl.Curl()
    handle.setopt(pycurl.URL, url)
    handle.setopt(pycurl.CAINFO, ca_file)
    handle.setopt(pycurl.PROXY, "")
    handle.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
    handle.setopt(pycurl.FRESH_CONNECT, 1)
    handle.setopt(pycurl.FORBID_REUSE, 1)
    handle.setopt(pycurl.SSL_SESSIONID_CACHE, 0)
    handle.setopt(pycurl.TIMEOUT, SECONDS)
    handle.setopt(pycurl.WRITEDATA, BytesIO())
    return handle
