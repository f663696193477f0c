"""A key in the query for a field, in Authorization for a field, in a field for the query."""

from lab import Lab, Scene
from wwwhy.causes.request.header_underscore_dropped import lab as underscore
from wwwhy.causes.tokens.bearer_token_expired import lab as expired

FLASK = """
from flask import Flask, jsonify, request

app = Flask(__name__)

@app.get("/v1/items")
def items():
    key = request.headers.get("X-API-Key")
    if key is None:
        return jsonify(error="unauthorized"), 401
    if key != "k-4f9a8c27d1e35b60":
        return jsonify(error="invalid_key"), 401
    return jsonify(items=[])
"""
STARLETTE = """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

def items(request):
    if request.headers.get("x-acme-key") == "k-4f9a8c27d1e35b60":
        return JSONResponse([])
    return JSONResponse(
        {"message": "Kein X-Acme-Key angegeben"}, status_code=403,
        headers={"WWW-Authenticate": "APIKey"},
    )

def forecast(request):
    if request.query_params.get("appid") == "k-4f9a8c27d1e35b60":
        return JSONResponse({"rain": False})
    missing = {"type": "missing", "loc": ["query", "appid"], "msg": "Field required"}
    return JSONResponse({"detail": [missing]}, status_code=422)

def me(request):
    if request.headers.get("authorization") == "Bearer k-4f9a8c27d1e35b60":
        return JSONResponse({"name": "Ann"})
    return JSONResponse({}, status_code=401, headers={"WWW-Authenticate": "Bearer"})

routes = [Route("/items", items), Route("/forecast", forecast), Route("/me", me)]
app = Starlette(routes=routes)
"""
KONG_LIKE = """
location / {
    if ($http_apikey = "k-4f9a8c27d1e35b60") { return 200 "[]"; }
    add_header WWW-Authenticate "Key realm=\\"kong\\"" always;
    default_type application/json;
    return 401 "{\\"message\\": \\"No API key found in request\\"}";
}
"""
SILENT = """
location / {
    if ($http_x_zq_door = "k-4f9a8c27d1e35b60") { return 200 "[]"; }
    default_type application/json;
    return 403 "{\\"message\\": \\"Forbidden\\"}";
}
"""
KEY = "k-4f9a8c27d1e35b60"


def broken(lab: Lab) -> Scene:
    """Put the key into the query where X-API-Key is read."""
    lab.requires("flask")
    return Scene(("curl", lab.gunicorn(FLASK).at(f"/v1/items?page=2&api_key={KEY}")))


def repaired(lab: Lab) -> Scene:
    """Put it into the field."""
    lab.requires("flask")
    return Scene(("curl", "-H", f"X-API-Key: {KEY}", lab.gunicorn(FLASK).at("/v1/items?page=2")))


def broken_bearer(lab: Lab) -> Scene:
    """Send the key as Bearer where a field with a name of its own is read, and named."""
    lab.requires("starlette")
    app = lab.uvicorn(STARLETTE)
    return Scene(("curl", "-H", f"Authorization: Bearer {KEY}", app.at("/items")))


def broken_field(lab: Lab) -> Scene:
    """Send the key as Bearer's rival where Bearer is wanted."""
    lab.requires("starlette")
    return Scene(("curl", "-H", f"X-Api-Key: {KEY}", lab.uvicorn(STARLETTE).at("/me")))


def broken_query(lab: Lab) -> Scene:
    """Send the key in a field where a parameter is read, as the answer says (FastAPI's 422)."""
    lab.requires("starlette")
    app = lab.uvicorn(STARLETTE)
    return Scene(("curl", "-H", f"X-API-Key: {KEY}", app.at("/forecast?city=Rome")))


def broken_gateway(lab: Lab) -> Scene:
    """Send the key in X-API-Key to a gateway that reads `apikey`."""
    return Scene(("curl", "-H", f"X-API-Key: {KEY}", lab.nginx(KONG_LIKE).at("/items")))


def broken_unguessable(lab: Lab) -> Scene:
    """Send the key in X-API-Key where a name is wanted that nobody can guess."""
    app = lab.nginx(SILENT)
    return Scene(("curl", "-H", f"X-API-Key: {KEY}", app.at("/items")), verdict="possible")


def lookalike_open(lab: Lab) -> Scene:
    """Send a key that is not known to an address that is open to those who send none."""
    app = lab.nginx('if ($http_x_api_key) { return 403 "unknown key"; } return 200 "welcome";')
    return Scene(("curl", "-H", f"X-API-Key: {KEY}", app.at("/items")))


def lookalike_bad_key(lab: Lab) -> Scene:
    """Send a key that is not valid in the right place."""
    lab.requires("flask")
    app = lab.gunicorn(FLASK)
    return Scene(("curl", "-H", "X-API-Key: k-00000000000000", app.at("/v1/items")))


def lookalike_underscore(lab: Lab) -> Scene:
    """Send a key under a name that the server drops."""
    return underscore.broken(lab)


def lookalike_expired(lab: Lab) -> Scene:
    """Send a token that has run out."""
    return expired.broken(lab)


def lookalike_nothing(lab: Lab) -> Scene:
    """Send no key at all."""
    asks = 'location / { add_header WWW-Authenticate "ApiKey realm=shop" always; return 401; }'
    return Scene(("curl", lab.nginx(asks).at("/v1/me")))
