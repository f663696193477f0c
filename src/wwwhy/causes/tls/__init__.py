"""The encrypted channel was not trusted, or did not come up.

One handshake shows all reasons at once: dates, names, issuers, what the peer asked for. Several
can hold together; each is named. Confused with plain text on the port and with middleboxes.
"""
