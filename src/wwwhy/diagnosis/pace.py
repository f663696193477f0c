"""How far away the target is, and whether another wave of probes is worth its time."""

from collections.abc import Iterable
from math import ceil, inf

from wwwhy.model import Exchange, Experiment

ROUND_TRIPS = 6
"""Round trips of the target that a diagnosis may take; the first wave is always worth its own."""
NEAR_MS = 1000.0
"""What is over sooner than that is near: nobody minds a third wave there. It is less than the
round trips of a diagnosis take where one of them takes long enough to matter, 200 ms."""

_OVERDUE, _OVERDUE_TRIPS = 0.25, 2.5
_ROUGHLY = 0.3
"""Part of a round trip that is taken for our own work."""


def worth_it(spent: int, exchange: Exchange, seen: Iterable[Exchange]) -> bool:
    """Say whether another wave keeps a diagnosis within its bound.

    Arguments:
        spent: round trips so far, one wave after the other.
        exchange: what probes change; a probe takes as many round trips.
        seen: all exchanges, to tell how long a round trip takes at best.

    """
    return is_in_time(spent + trips(exchange), exchange, seen)


def is_in_time(
    end: int, exchange: Exchange, seen: Iterable[Exchange], *, fresh: bool = False
) -> bool:
    """Say whether what ends after so many round trips keeps a diagnosis within its bound.

    Arguments:
        end: round trips, those spent so far included.
        exchange: what probes change.
        seen: all exchanges.
        fresh: whether requests come on fresh connections: then those of connecting, which may be
            quicker than those in which a server is at work, are among the round trips.

    """
    # What would use up the very last round trip ends late, for our own work takes time too.
    once = min(trip_ms(seen, exchange), _mean_ms(exchange) if fresh else inf)
    return end < ROUND_TRIPS or end * once <= NEAR_MS


def fits(experiment: Experiment, spent: int, exchange: Exchange, seen: Iterable[Exchange]) -> bool:
    """Say whether an experiment's requests, one after the other, keep a wave within the bound.

    One request is always worth its time in a wave that is made at all.
    """
    once = trips(exchange)
    takes = _experiment_trips(experiment, once)
    total = spent + takes
    in_time = is_in_time(total, exchange, seen, fresh=True)
    return takes <= once or total <= ROUND_TRIPS or in_time


def trips(exchange: Exchange) -> int:
    """Return the round trips of such an exchange on a fresh connection, had it not failed.

    Some of them may be short: a proxy or a tunnel at our end takes the connection at once.
    """
    transport = exchange.request.transport
    connect = 0 if transport.unix_socket else 1
    all_of_them = connect + _proxy_trips(exchange) + _tls_trips(exchange) + 1
    return min(all_of_them, _measured_trips(exchange) or all_of_them)


def _measured_trips(exchange: Exchange) -> int | None:
    """Return how often one round trip fits into the exchange; None if that cannot be told."""
    timing, facts = exchange.timing, exchange.connection.tls
    if not timing.wait_ms or not timing.tls_ms or facts is None or not facts.handshake_done:
        return None
    once = min(timing.wait_ms, timing.tls_ms / _tls_trips(exchange))
    took = (timing.tcp_ms or 0.0) + (timing.proxy_ms or 0.0) + timing.tls_ms + timing.wait_ms
    return ceil(took / once - _ROUGHLY)


def wave_trips(
    exchange: Exchange, experiments: Iterable[Experiment], once: int | None = None
) -> int:
    """Return the round trips of a wave: those of its longest experiment.

    `once` is what a single request takes, if it is not as much as the exchange took.
    """
    once = trips(exchange) if once is None else once
    return max((_experiment_trips(each, once) for each in experiments), default=0)


def quick_trips(experiment: Experiment) -> int:
    """Return the round trips of an experiment on connections that stand ready."""
    waits = experiment.in_order and not experiment.may_overlap
    is_sequence = experiment.same_connection or waits
    return len(experiment.requests) if is_sequence else 1


def handshake_trips(exchange: Exchange) -> int:
    """Return the round trips of the handshake on such a connection; 1 where there is none."""
    return max(_tls_trips(exchange), 1)


def _experiment_trips(experiment: Experiment, once: int) -> int:
    count = len(experiment.requests)
    if experiment.same_connection:
        return once + count - 1
    return once * count if experiment.in_order else once


def _proxy_trips(exchange: Exchange) -> int:
    proxy = exchange.request.transport.proxy
    if proxy is None:
        return 0
    # SOCKS greets before it asks (RFC 1928); an HTTP proxy is asked for a tunnel once.
    asked = 2 if proxy.scheme.startswith("socks") else int(_is_tunnel(exchange))
    return asked + (1 if proxy.scheme == "https" else 0)


def _is_tunnel(exchange: Exchange) -> bool:
    proxy = exchange.request.transport.proxy
    return exchange.request.url.is_secure or (proxy is not None and proxy.tunnel)


def _tls_trips(exchange: Exchange) -> int:
    if not exchange.request.url.is_secure:
        return 0
    facts = exchange.connection.tls
    # RFC 8446 needs one, its predecessors two.
    return 1 if facts is None or facts.version in {None, "TLSv1.3"} else 2


def overdue(seen: Iterable[Exchange], exchange: Exchange) -> float:
    """Return the seconds after which answers to probes have taken longer than usual."""
    usual = max(trip_ms(seen, exchange), (exchange.timing.wait_ms or 0.0) / 2)
    return max(_OVERDUE_TRIPS * usual / 1000, _OVERDUE)


def trip_ms(seen: Iterable[Exchange], exchange: Exchange) -> float:
    """Return the shortest time in milliseconds in which something went there and came back.

    The time to connect says nothing: where a proxy or a tunnel stands at our end of a long way,
    it is next to none.
    """
    measured = [time for each in seen for time in _measured(each)]
    return min(measured, default=exchange.timing.total_ms / trips(exchange))


def _mean_ms(exchange: Exchange) -> float:
    """Return what a round trip of a fresh connection took on the average; infinite if unknown."""
    timing = exchange.timing
    if timing.tcp_ms is None or not timing.wait_ms:
        return inf
    took = timing.tcp_ms + (timing.proxy_ms or 0.0) + (timing.tls_ms or 0.0) + timing.wait_ms
    return took / trips(exchange)


def _measured(exchange: Exchange) -> Iterable[float]:
    timing = exchange.timing
    if timing.wait_ms:
        yield timing.wait_ms
    facts = exchange.connection.tls
    if timing.tls_ms and facts is not None and facts.handshake_done:
        yield timing.tls_ms / max(_tls_trips(exchange), 1)
