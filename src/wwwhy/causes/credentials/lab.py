"""Applications and configurations of the lab that ask, in words of their own, who is there."""

BEARER = """
from flask import Flask, jsonify, request

app = Flask(__name__)

@app.get("/v1/me")
def me():
    sent = request.headers.get("Authorization", "")
    if sent == "Bearer good-token-of-the-lab":
        return jsonify(name="Ann")
    challenge = 'Bearer error="invalid_token"' if sent else "Bearer"
    return jsonify(message="Unauthorized"), 401, {"WWW-Authenticate": challenge}
"""
PLAIN = """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

def me(request):
    sent = request.headers.get("authorization", "")
    if sent == "Bearer good-token-of-the-lab":
        return JSONResponse({"name": "Ann"})
    said = "Ung\u00fcltige Anmeldedaten" if sent else "%s"
    return JSONResponse({"detail": said}, status_code=401 if sent else %d)

app = Starlette(routes=[Route("/v1/me", me)])
"""
DJANGO = """
import json
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="lab", MIDDLEWARE=[])

def orders(request):
    if request.COOKIES.get("sessionid") == "good":
        return JsonResponse({"orders": []})
    return JsonResponse({"code": "not_authenticated", "message": "Please log in."}, status=401)

urlpatterns = [path("orders/", orders)]
app = get_wsgi_application()
"""
LOGIN = """
from flask import Flask, jsonify

app = Flask(__name__)

@app.post("/login")
def login():
    return jsonify(message="Mot de passe incorrect"), 401

@app.get("/login")
def form():
    return jsonify(message="POST only"), 401
"""
HAPROXY = """
userlist people
    user ann insecure-password secret
frontend front
    bind 127.0.0.1:{port}
    http-request auth realm lab unless { http_auth(people) }
    default_backend back
backend back
    server one {address}
"""
OWN_FIELDS = """
from flask import Flask, jsonify, request

app = Flask(__name__)

def refused(sent, challenge):
    said = "Wert ung\u00fcltig" if sent else "Anmeldung erforderlich"
    return jsonify(message=said), 401, {"WWW-Authenticate": challenge} if challenge else {}

@app.get("/ticket")
def ticket():
    return refused(request.headers.get("Ticket"), "Bearer")

@app.get("/door")
def door():
    return refused(request.headers.get("X-Door"), "")

@app.get("/cookie")
def cookie():
    return refused(request.cookies.get("kc-access"), "")

@app.get("/tenant")
def tenant():
    if "X-Tenant" not in request.headers:
        return jsonify(message="Mandant fehlt"), 400
    return refused(None, "Bearer")
"""
RPC = """
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

async def call(request):
    if request.headers.get("authorization"):
        fields, status = b"\\x00\\x00\\x00\\x00\\x02ok", b"grpc-status:0\\r\\n"
    else:
        fields, status = b"", b"grpc-status:16\\r\\ngrpc-message:who%20are%20you\\r\\n"
    body = fields + b"\\x80" + len(status).to_bytes(4, "big") + status
    return Response(body, media_type="application/grpc-web+proto")

app = Starlette(routes=[Route("/shop.Orders/List", call, methods=["POST"])])
"""
CERTIFICATE = """
server {
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {cert}; ssl_certificate_key {key};
    ssl_client_certificate {ca}; ssl_verify_client optional;
    default_type application/json;
    location / {
        if ($ssl_client_verify != SUCCESS) { return 401 '{"error": "certificate_required"}'; }
        return 200 "{}";
    }
}
"""
TRACED = """
import random, string
from flask import Flask, jsonify, request

app = Flask(__name__)

@app.get("/items")
def items():
    if request.headers.get("X-Shop") == "open sesame":
        return jsonify(items=[])
    trace = "".join(random.choices(string.ascii_lowercase, k=9))
    return jsonify(error="zugriff_verweigert", trace=trace), 401
"""
ANY_LOGIN = """
from flask import Flask, jsonify

app = Flask(__name__)

@app.route("/<path:path>", methods=["GET", "POST"])
def login(path):
    return jsonify(detail="Falsches Kennwort"), 401, {"WWW-Authenticate": "Bearer"}
"""
SIGNED = """
from flask import Flask, jsonify

app = Flask(__name__)

@app.get("/orders")
def orders():
    return jsonify(error="unauthenticated", message="signature not present or wrong"), 401
"""
VPN = """
from flask import Flask, jsonify

app = Flask(__name__)

@app.get("/intranet")
def intranet():
    return jsonify(message="VPN connection required"), 401
"""
INCOMPLETE = """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

def checked(request):
    sent = request.headers.get("authorization", "")
    if sent == "Bearer good-token-of-the-lab":
        return JSONResponse({"name": "Ann"})
    said = "invalid or expired jwt" if sent else "missing or malformed jwt"
    return JSONResponse({"message": said}, status_code=401 if sent else 400)

def validated(request):
    if request.headers.get("x-token") == "good-token-of-the-lab":
        return JSONResponse({"name": "Ann"})
    fault = {"type": "missing", "loc": ["header", "x-token"], "msg": "Field required"}
    return JSONResponse({"detail": [fault]}, status_code=422)

def split(request):
    token = request.headers["authorization"].split(" ")[1]
    ok = token == "good-token-of-the-lab"
    return JSONResponse({"ok": ok}, status_code=200 if ok else 401)

def form(request):
    fault = {"type": "missing", "loc": ["body", "access_token"], "msg": "Field required"}
    return JSONResponse({"detail": [fault]}, status_code=422)

def hint(request):
    said = {"error": "date is required", "help": "An Authorization header raises the limits."}
    return JSONResponse(said, status_code=400)

app = Starlette(routes=[
    Route("/checked", checked), Route("/validated", validated), Route("/split", split),
    Route("/form", form), Route("/hint", hint),
])
"""
