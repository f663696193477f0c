"""The same API key in another place: where the server's answer points, else where keys usually go."""

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from wwwhy.auth.schemes import apikey
from wwwhy.model import Exchange, Experiment, Request, Response
from wwwhy.model.masking import is_credential_field
from wwwhy.probes.registry import NotApplicable

FACTOR = "place of the key"
# `code` is the key of Azure Functions, and everywhere else a login's one-time code.
QUERY_NAMES = apikey.QUERY_NAMES - {"code"}
_USUAL = ("X-API-Key", "Authorization: Bearer", "Authorization: ApiKey", "apikey")
_NAMED = re.compile(r"\b((?:X-)?[A-Za-z]+(?:-[A-Za-z]+){0,3}-(?:Key|Token))\b", re.IGNORECASE)
_PARAMETER = re.compile(r"[?&]{0}=|(?:{1}).{{0,40}}\b{0}\b|\b{0}\b.{{0,40}}(?:{1})".format(
    f"(?P<name>{'|'.join(sorted(QUERY_NAMES))})", "query|par[aáàâ]m|параметр|参数|パラメータ"
).replace("(?P<name>", "(", 1).replace("(?P<name>", "("), re.IGNORECASE)
