"""A gateway that is told to call a Unix socket which nobody made."""

from lab import Lab, Scene, Server

SCRIPTS = {"shop.php": "<?php echo 'hello';"}
NGINX = """
location / {
    fastcgi_pass unix:{fpm};
    fastcgi_param SCRIPT_FILENAME {scripts}/shop.php;
    fastcgi_param REQUEST_METHOD $request_method;
}
"""
HIDDEN = """
location / { fastcgi_pass unix:{fpm}; error_page 502 =200 /later.html; }
location = /later.html { return 200 "we are back soon"; }
"""
CADDY = "http://127.0.0.1:{port} {\n reverse_proxy unix/{app}\n}\n"
GONE = "/run/wwwhy-no-such/php8.1-fpm.sock"


def broken(lab: Lab) -> Scene:
    """Let nginx call the socket of a version that was removed, with its log."""
    server = lab.nginx(NGINX, fpm=GONE, scripts="/srv")
    return Scene(("--error-log", server.error_log, "curl", server.at("/shop.php")))


def repaired(lab: Lab) -> Scene:
    """Give nginx the path at which PHP-FPM listens."""
    fpm = lab.php_fpm(SCRIPTS)
    server = lab.nginx(NGINX, fpm=fpm.socket, scripts=fpm.root)
    return Scene(("--error-log", server.error_log, "curl", server.at("/shop.php")))


def broken_hidden(lab: Lab) -> Scene:
    """Let nginx give its own page with 200 in place of the error; log and configuration tell."""
    server = lab.nginx(HIDDEN, fpm=GONE)
    files = ("--error-log", server.error_log, "--server-config", server.config)
    return Scene((*files, "curl", server.at("/shop.php")))


def broken_apache(lab: Lab) -> Scene:
    """Let Apache's proxy_fcgi call it."""
    server = _apache(lab, GONE)
    return Scene(("--error-log", server.error_log, "curl", server.at("/shop.php")))


def broken_caddy(lab: Lab) -> Scene:
    """Let Caddy call such a socket over HTTP."""
    server = lab.caddy(CADDY, app=GONE)
    return Scene(("--error-log", server.error_log, "curl", server.at("/")))


def lookalike_no_listener(lab: Lab) -> Scene:
    """Let a file be there on which nobody listens, as after a program was killed."""
    server = lab.nginx(NGINX, fpm=lab.write("fpm.sock", "", 0o666), scripts="/srv")
    return Scene(("--error-log", server.error_log, "curl", server.at("/shop.php")))


def lookalike_missing_script(lab: Lab) -> Scene:
    """Let PHP-FPM run and not find the script: also "No such file", and no fault of the socket."""
    fpm = lab.php_fpm(SCRIPTS)
    server = lab.nginx(NGINX, fpm=fpm.socket, scripts="/srv/wwwhy-none")
    return Scene(("--error-log", server.error_log, "curl", server.at("/shop.php")))


def _apache(lab: Lab, socket: object) -> Server:
    conf = "ProxyPass / unix:{fpm}|fcgi://localhost/srv/"
    return lab.apache(conf, modules=("proxy_fcgi",), fpm=socket)
