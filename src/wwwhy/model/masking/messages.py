"""Walking over every text of an exchange that could hold a secret."""

from dataclasses import replace
from types import MappingProxyType
from typing import Protocol

from wwwhy.model.connection import Connection
from wwwhy.model.exchange import Exchange
from wwwhy.model.failure import Failure
from wwwhy.model.fields import Field, Fields
from wwwhy.model.request import Proxy, Request, Transport
from wwwhy.model.response import Response
from wwwhy.model.url import Url


class Visitor(Protocol):
    """What is done with each part; every method returns what is to stand in its place."""

    def text(self, text: str) -> str:
        """Take a text without structure: a reason phrase, an error's detail."""

    def field(self, name: str, value: str) -> str:
        """Take the value of a field line."""

    def octets(self, octets: bytes) -> bytes:
        """Take bytes as they stood on the wire: a head, or what came instead of one."""

    def body(self, body: bytes, fields: Fields, *, sent: bool) -> bytes:
        """Take content, encoded as its fields say; `sent` if we sent it."""

    def url(self, url: Url) -> Url:
        """Take the URL of the request."""

    def userinfo(self, userinfo: str) -> str:
        """Take the user:password of a proxy."""

    def secret(self, secret: str, kind: str) -> str:
        """Take what is nothing but a secret: a password, or `user`, the name to it."""


def exchange(each: Exchange, visitor: Visitor) -> Exchange:
    """Return a copy of an exchange in which a visitor replaced every part."""
    return replace(
        each,
        request=request(each.request, visitor),
        response=each.response and response(each.response, visitor),
        failure=each.failure and _failure(each.failure, visitor),
        connection=_connection(each.connection, visitor),
    )


def request(each: Request, visitor: Visitor) -> Request:
    """Return a copy of a request in which a visitor replaced every part."""
    login = each.login
    if login is not None:
        login = replace(
            login,
            username=visitor.secret(login.username, "user"),
            password=visitor.secret(login.password, "password"),
        )
    return replace(
        each,
        url=visitor.url(each.url),
        fields=fields(each.fields, visitor),
        body=each.body and visitor.body(each.body, each.fields, sent=True),
        transport=_transport(each.transport, visitor),
        login=login,
    )


def response(each: Response, visitor: Visitor) -> Response:
    """Return a copy of a response in which a visitor replaced every part."""
    return replace(
        each,
        reason=visitor.text(each.reason),
        fields=fields(each.fields, visitor),
        body=each.body and visitor.body(each.body, each.fields, sent=False),
        interim=tuple(
            replace(one, reason=visitor.text(one.reason), fields=fields(one.fields, visitor))
            for one in each.interim
        ),
        trailers=fields(each.trailers, visitor),
        raw_head=each.raw_head and visitor.octets(each.raw_head),
        anomalies=tuple(
            replace(
                one, text=visitor.octets(one.text.encode("latin-1", "replace")).decode("latin-1")
            )
            for one in each.anomalies
        ),
    )


def fields(each: Fields, visitor: Visitor) -> Fields:
    """Return a copy of field lines in which a visitor replaced every value."""
    if not each.lines:
        return each
    return Fields(tuple(Field(name, visitor.field(name, value)) for name, value in each.lines))


def _failure(each: Failure, visitor: Visitor) -> Failure:
    native = {
        key: visitor.text(value) if isinstance(value, str) else value
        for key, value in each.native.items()
    }
    detail = visitor.text(each.detail)
    # Where nothing is replaced it stays what it is: a `Sentence` knows other languages.
    detail = each.detail if detail == each.detail else detail
    return replace(each, detail=detail, native=MappingProxyType(native))


def _connection(each: Connection, visitor: Visitor) -> Connection:
    proxy, tls, dns = each.proxy, each.tls, each.dns
    if proxy is not None:
        proxy = replace(
            proxy,
            reason=visitor.text(proxy.reason),
            fields=fields(proxy.fields, visitor),
            body=proxy.body and visitor.body(proxy.body, proxy.fields, sent=False),
        )
    if tls is not None and tls.first_bytes:
        tls = replace(tls, first_bytes=visitor.octets(tls.first_bytes))
    if dns is not None and dns.failure is not None:
        dns = replace(dns, failure=_failure(dns.failure, visitor))
    attempts = tuple(
        replace(one, failure=one.failure and _failure(one.failure, visitor))
        for one in each.attempts
    )
    first_bytes = each.first_bytes and visitor.octets(each.first_bytes)
    if (proxy, tls, dns, attempts, first_bytes) == (
        each.proxy,
        each.tls,
        each.dns,
        each.attempts,
        each.first_bytes,
    ):
        return each
    return replace(each, proxy=proxy, tls=tls, dns=dns, attempts=attempts, first_bytes=first_bytes)


def _transport(each: Transport, visitor: Visitor) -> Transport:
    proxy, unused = _proxy(each.proxy, visitor), _proxy(each.unused_proxy, visitor)
    tls = each.tls
    if tls.key_password:
        tls = replace(tls, key_password=visitor.secret(tls.key_password, "password"))
    if (proxy, unused, tls) == (each.proxy, each.unused_proxy, each.tls):
        return each
    return replace(each, proxy=proxy, unused_proxy=unused, tls=tls)


def _proxy(each: Proxy | None, visitor: Visitor) -> Proxy | None:
    if each is None:
        return None
    userinfo = each.userinfo and visitor.userinfo(each.userinfo)
    return replace(each, userinfo=userinfo, fields=fields(each.fields, visitor))
