"""HTTPS clients that fetch one URL afresh: ours and its peers, a module each with `fetch`.

`python -m benchmarks.measure.clients` runs one; only the one that is measured gets loaded. Every
client verifies the certificate and makes a new connection for each request.
"""

OK = 200
SECONDS = 60
