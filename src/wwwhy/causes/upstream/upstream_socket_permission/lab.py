"""A Unix socket that the gateway's user may not open."""

from lab import Lab, Scene
from wwwhy.causes.upstream.upstream_socket_missing.lab import NGINX, SCRIPTS

CLOSED, OPEN = 0o000, 0o666


def broken(lab: Lab) -> Scene:
    """Let PHP-FPM run with a socket that is closed to nginx, and hand in nginx's log."""
    fpm = lab.php_fpm(SCRIPTS)
    fpm.socket.chmod(CLOSED)
    server = lab.nginx(NGINX, fpm=fpm.socket, scripts=fpm.root)
    return Scene(("--error-log", server.error_log, "curl", server.at("/shop.php")))


def repaired(lab: Lab) -> Scene:
    """Open the socket."""
    fpm = lab.php_fpm(SCRIPTS)
    fpm.socket.chmod(OPEN)
    server = lab.nginx(NGINX, fpm=fpm.socket, scripts=fpm.root)
    return Scene(("--error-log", server.error_log, "curl", server.at("/shop.php")))


def broken_apache(lab: Lab) -> Scene:
    """Let Apache's proxy_fcgi call such a socket."""
    fpm = lab.php_fpm(SCRIPTS)
    fpm.socket.chmod(CLOSED)
    conf = "ProxyPass / unix:{fpm}|fcgi://localhost{scripts}/"
    server = lab.apache(conf, modules=("proxy_fcgi",), fpm=fpm.socket, scripts=fpm.root)
    return Scene(("--error-log", server.error_log, "curl", server.at("/shop.php")))


def lookalike_missing(lab: Lab) -> Scene:
    """Let there be no such socket."""
    server = lab.nginx(NGINX, fpm="/run/wwwhy-no-such/fpm.sock", scripts="/srv")
    return Scene(("--error-log", server.error_log, "curl", server.at("/shop.php")))


def lookalike_script(lab: Lab) -> Scene:
    """Let the socket be open, and the script be closed to PHP-FPM."""
    fpm = lab.php_fpm(SCRIPTS)
    script = fpm.root / "shop.php"
    script.chmod(CLOSED)
    server = lab.nginx(NGINX, fpm=fpm.socket, scripts=fpm.root)
    return Scene(("--error-log", server.error_log, "curl", server.at("/shop.php")))
