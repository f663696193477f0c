"""Who is asking: -u, netrc, the URL's user info, tokens and signatures."""

from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import unquote

from wwwhy.errors import InputError, Sentence
from wwwhy.model import Field, Login, Url
from wwwhy.sources.curl import netrc
from wwwhy.sources.curl.content import Content
from wwwhy.sources.curl.cookies import cookie_value
from wwwhy.sources.curl.headers import Custom
from wwwhy.sources.curl.settings import Settings
from wwwhy.sources.octets import field_text, octets


@dataclass(frozen=True, slots=True)
class Identity:
    """What a request carries at once, and what waits for a challenge."""

    fields: tuple[Field, ...]
    login: Login | None


def identity(settings: Settings, url: Url, content: Content, own: Custom) -> Identity:
    """Return the fields that prove who is asking, and a login that must wait.

    Raises:
        InputError: a password is missing, or a file cannot be read.
        UsageError: a signature lacks region or service.

    """
    cookies = cookie_value(settings, url) if "cookie" not in own.named else ""
    jar = (Field("Cookie", cookies),) if cookies else ()
    pair = credentials(settings, url)
    if "authorization" in own.named:
        return Identity(jar, None)
    if settings.aws is not None:
        from wwwhy.sources.curl.sigv4 import signed, signer  # noqa: PLC0415 (hashes are slow to load)

        user, password = pair or ("", "")
        made_by = signer(settings.aws, url, user, password)
        now = settings.context.clock()
        return Identity((*signed(made_by, url, content, own, now), *jar), None)
    if settings.bearer is not None:
        return Identity(
            (Field("Authorization", f"Bearer {field_text(settings.bearer)}"), *jar), None
        )
    if pair is None:
        return Identity(jar, None)
    scheme = _scheme(settings.schemes)
    if scheme in {"negotiate", "ntlm"}:
        settings.context.warn(
            Sentence(
                "The login of --{scheme} is not carried out here: the request goes without it, so"
                " a 401 only shows that the server asks for a login. What curl gets behind the"
                " login is not checked.",
                scheme=scheme,
            )
        )
    if scheme != "basic":
        return Identity(jar, Login(scheme, *pair))
    packed = b64encode(octets(":".join(pair))).decode("ascii")
    return Identity((Field("Authorization", f"Basic {packed}"), *jar), None)


def _scheme(chosen: set[str]) -> str:
    """Return basic, digest, negotiate, ntlm, or `any` where the server's challenge decides."""
    if not chosen:
        return "basic"
    return next(iter(chosen)) if len(chosen) == 1 else "any"


def credentials(settings: Settings, url: Url) -> tuple[str, str] | None:
    """Return user name and password for a URL; None if there are none.

    -u counts more than the URL, the URL more than --netrc-optional, and -n more than the URL.

    Raises:
        InputError: -u names no password.

    """
    if settings.user is not None:
        name, colon, password = settings.user.partition(":")
        if name and not colon:
            raise InputError("-u names no password; give it as user:password, nothing is prompted.")
        return name, password
    in_url = None
    if url.userinfo is not None:
        name, colon, password = url.userinfo.partition(":")
        in_url = (_decoded(name), _decoded(password) if colon else None)
    if settings.netrc or settings.netrc_optional or settings.netrc_file:
        return _with_netrc(settings, url, in_url)
    return None if in_url is None else (in_url[0], in_url[1] or "")


def _with_netrc(
    settings: Settings, url: Url, in_url: tuple[str, str | None] | None
) -> tuple[str, str] | None:
    required = settings.netrc and not settings.netrc_optional
    if in_url and in_url[1] is not None and not required:
        return in_url[0], in_url[1]
    wanted = in_url[0] if in_url and in_url[0] else None
    found = netrc.look_up(_netrc(settings), url.host, wanted)
    if found is None:
        settings.context.warn(Sentence("The netrc file has no entry for the URL's host."))
        return (in_url[0], in_url[1] or "") if in_url and not required else None
    return found


def _netrc(settings: Settings) -> bytes:
    """Return the netrc file; like curl, go on without one that cannot be read."""
    environ, path = settings.context.environ, settings.netrc_file
    path = path or environ.get("NETRC") or f"{environ.get('HOME', '~')}/.netrc"
    try:
        return settings.context.read_file(path, netrc.MAX_NETRC)
    except InputError as error:
        settings.context.warn(error.sentence)
        return b""


def _decoded(text: str) -> str:
    return unquote(text, errors="surrogateescape")
