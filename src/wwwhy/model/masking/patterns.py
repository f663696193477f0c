"""Patterns of where secrets stand. Each is linear: runs are possessive, gaps are bounded."""

import re

PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY(?: BLOCK)?-----(?>(?:[^-]++|-(?!----END))*)"
    r"(?:-----END [A-Z0-9 ]{0,32}PRIVATE KEY(?: BLOCK)?-----)?"
)

SHAPES = re.compile(
    r"(?P<token>(?:(?<![A-Za-z0-9_-])|(?<=%[0-9A-F]{2}))eyJ[A-Za-z0-9_-]{6,}+\.[A-Za-z0-9_-]{2,}+(?>(?:\.[A-Za-z0-9_-]*+)*)=*+"
    r"|\bxox[abeprs]-[A-Za-z0-9-]{8,}+|\bya29\.[\w-]{16,}+)"
    r"|(?P<key>\b(?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{16}\b|\bAIza[\w-]{30,}+|\bSG\.[\w-]{16,}+\.[\w-]{16,}+"
    r"|\b[srp]k_(?:live|test)_[A-Za-z0-9]{10,}+|\bwhsec_[A-Za-z0-9+/=]{16,}+"
    r"|\b(?:gh[oprsu]|github_pat|npm|hf|glsa|do[opr]_v1|shp(?:at|ca|pa|ss)|lin_api)_\w{16,}+"
    r"|\bgl(?:pat|oas|dt|rt|ptt)-[\w-]{16,}+|\bsk-[\w-]{20,}+|\bpypi-[\w-]{30,}+"
    r"|\bkey-[0-9a-z]{32}\b|(?<=/bot)\d{6,12}:[\w-]{30,}+"
    r"|(?<=/services/)T\w{6,20}/B\w{6,20}/\w{16,}+)"
)
"""Values that no one can take for anything else, whatever stands around them."""

LONG_RUN = re.compile(r"[A-Za-z0-9_.~+/=:-]{16,}+")
"""Where such a value can stand; most text has few."""

SCHEME = re.compile(
    r"\b(?P<before>(?:Bearer|Basic|Token|DPoP|Api-?Key|Negotiate|NTLM|JWT)(?>(?:[ \t]|%20|\+)+))"
    r"(?P<value>(?![\w.*-]{1,60}+=[^=\s,])[A-Za-z0-9._~+/=-]{8,}+)",
    re.IGNORECASE,
)
"""A scheme and its credentials in running text; `Bearer scope=read` is a challenge."""

NEXT = re.compile(
    r"(?P<before>\b(?:nextnonce|rspauth|cnonce)[ \t]*+=[ \t]*+\"?)(?P<value>[^\s\",;<]{4,1000}+)",
    re.IGNORECASE,
)
"""Parameters of Authentication-Info (RFC 7616 section 3.5) for this login and no one else."""

LINE = re.compile(
    r"""(?P<before>["']?)\b(?P<name>(?:proxy-|x-)?authorization|(?:set-)?cookie2?)"""
    r"""\\*["']?[ \t]*+[:=][ \t]*+\[?[ \t]*+(?P<quote>\\*["']?)""",
    re.IGNORECASE,
)
"""The start of a field line in a log, in JSON, or (in quotes) in a command."""

URL = re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]{1,20}:(?:\\*/){2}[^\s\"'<>^`{|}]++")

USERINFO = re.compile(
    r"\A(?P<before>(?:[A-Za-z][A-Za-z0-9+.-]*+:)?(?:\\*/){2})(?P<userinfo>[^/?#\\]*)@"
)

INNER_USERINFO = re.compile(
    r"(?P<before>\b[A-Za-z][A-Za-z0-9+.-]{0,20}+:(?:\\*/){2})(?P<userinfo>[^/?#\\@]{0,4096}+)@"
)
"""The same in a URL that stands in the path of another."""

MATRIX = re.compile(r"(?P<before>;(?P<name>[\w.-]{2,40})=)(?P<value>[^;/?#]++)")
"""A path parameter such as `;jsessionid=…`."""

NAME = re.compile(
    r"(?<![\w.$@\[\]<-])(?P<name>(?>(?:[\w.$@\[\]-]|\\u[0-9a-fA-F]{4}){2,100}))"
    r"(?P<between>\\*[\"']?[ \t]*+(?:=>|[:=])\s*+)"
)
"""A name that a value follows, in JSON, YAML, INI, JavaScript, HTML attributes, logs or forms."""

QUOTED = re.compile(r'(?P<open>")(?P<value>(?>(?:[^"\\]++|\\.)*))', re.DOTALL)
SINGLE = re.compile(r"(?P<open>')(?P<value>[^'\r\n]{0,4096}+)")
ESCAPED = re.compile(r"(?P<open>\\+[\"'])(?P<value>[^\"'\\]*+)")
BARE = re.compile(r"(?P<open>)(?P<value>[^\s\"'\\&;,<>{}\[\]()]++)")
"""The four ways in which a value can stand."""

LEAF = re.compile(
    r'"(?P<text>(?>(?:[^"\\]++|\\.)*))"(?P<colon>\s*+:)?|(?P<bracket>[{}\[\]])|(?P<number>-?\d[\d.]*+)',
    re.DOTALL,
)
"""What JSON is made of, for the inside of `"tokens": {…}`."""

MEMBER = re.compile(r'(?:"(?P<name>[^"\\]{1,100}+)"\s*+:\s*+)?"(?P<value>[\w+/=.~%-]{20,4096}+)"')
"""A member of JSON, or an element of an array, that is long enough to be random."""

SPACED = re.compile(
    r'"(?P<name>[^"\r\n]{2,100}+)"(?P<between>\s*+:\s*+)"(?P<value>(?>(?:[^"\\]++|\\.)*))"',
    re.DOTALL,
)
"""A member of JSON whose name may have blanks and escapes in it: `"Kata sandi": "…"`."""

CARD = re.compile(
    r"(?<![\w.-])(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6(?:011|5\d\d|4[4-9]\d|2\d\d)|35\d\d)"
    r"(?P<gap>[ -]?)\d{4}(?P=gap)\d{4}(?P=gap)\d{4}(?![\w-])"
    r"|(?<![\w.-])3[47]\d\d(?P<space>[ -]?)\d{6}(?P=space)\d{5}(?![\w-])"
)
"""A number that a card may have (ISO/IEC 7812): the issuers' beginnings, 16 digits or 15."""

ELEMENT = re.compile(
    r"(?P<before><(?P<name>(?![a-z]++:\d)[\w:.-]{2,80}+)(?:\s[^<>]{0,300})?>(?:<!\[CDATA\[)?)"
    r"(?P<value>[^<\]]++)(?=(?:\]\]>)?</)"
)
"""An element of XML or HTML; a label such as `<token:1>` is none."""

_LABEL = r"\b(?:name|key|header|property|field)\\*[\"']?\s{0,8}[:=]\s{0,8}\\*[\"']"
_CONTENT = r"\b(?:value|content)\\*[\"']?\s{0,8}[:=]\s{0,8}\\*[\"']"
NAMED = re.compile(
    rf"(?P<before>{_LABEL}(?P<name>[\w.\[\]:-]{{2,100}}+)\\*[\"'][^<>{{}}]{{0,300}}?{_CONTENT})"
    r"(?P<value>[^\"'\\]++)",
    re.IGNORECASE,
)
"""`<input name="csrf" value="…">`, `{"name": "X-Api-Key", "value": "…"}`."""
NAMED_AFTER = re.compile(
    rf"(?P<before>{_CONTENT})(?P<value>[^\"'\\]++)"
    rf"(?=\\*[\"'][^<>{{}}]{{0,100}}?{_LABEL}(?P<name>[\w.\[\]:-]{{2,100}}+))",
    re.IGNORECASE,
)
"""The same with the value first."""

TAG = re.compile(r"<(?:input|meta|param|data|button)\s[^<>]{1,2000}+", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r"\b(?P<name>name|id|property|value|content)\s{0,8}=\s{0,8}"
    r"(?:(?P<quote>[\"'])(?P<quoted>[^\"']{0,1000}+)(?P=quote)|(?P<bare>[^\s\"'<>`=]{1,1000}+))",
    re.IGNORECASE,
)
"""An element of a form and its attributes, whose quotes HTML leaves to the writer."""

PART = re.compile(
    r'(?P<before>\bname="(?P<name>[^"\r\n]{0,200}+)"[^\r\n]*+\r?\n(?>(?:[^\r\n]++\r?\n)*)\r?\n)'
    r"(?P<value>(?>(?:[^\r\n]++|\r?\n(?!--))*))"
)
"""A part of a multipart form (RFC 7578)."""

TELLING = re.compile(
    r"\b(?:is|are|was|has|not|the|must|may|this|field|required|invalid|missing|expired|wrong"
    r"|incorrect|cannot|failed|denied|unknown|too)\b",
    re.IGNORECASE,
)
"""Words of a message about a secret: `"password": ["This field is required."]`."""

PROSE = frozenset(
    """
    a an and apikey are authentication basic bearer cannot code credentials denied digest dpop
    error expired failed false field for from has have header include incorrect invalid is jwt
    malformed mismatch missing must name negotiate no none not ntlm null of omit or permission
    required revoked same-origin scheme status string the this to token true type unknown valid
    value verification was were with wrong
    """.split()  # noqa: SIM905 (words are read more easily without quotes)
)
"""Words that follow `token:` in a message and are none."""

SCHEME_WORDS = ("bearer", "basic", "token", "dpop", "api", "negotiate", "ntlm", "jwt")

WORDS = (
    "pass", "pwd", "pw", "secret", "token", "key", "auth", "credential", "bearer", "jwt", "csrf",
    "xsrf", "sess", "sid", "pin", "otp", "cvv", "cvc", "ssn", "mfa", "sig", "assertion", "saml",
    "hmac", "code", "dpop", "cookie", "basic", "negotiate", "ntlm", "ticket", "state", "nonce",
)  # fmt: skip
"""Without one of these, in lower case, no name announces a secret."""

MARK = re.compile(r"[:=\s+]|%20|</")
"""What stands between a name and its value; a text without any of it names nothing."""
