"""A file that only root may read, in nginx and Apache, with and without their logs."""

from lab import Lab, Received, Reply, Scene, Server, make_unreadable

APACHE_DENY = """
<Files "report.pdf">
    Require all denied
</Files>
"""


def broken(lab: Lab) -> Scene:
    """Take the rights of a file of nginx away; its log names the errno."""
    server = _closed(lab.nginx("location / { }"))
    return Scene(("--error-log", server.error_log, "curl", server.at("/report.pdf")))


def repaired(lab: Lab) -> Scene:
    """Give them back."""
    server = _closed(lab.nginx("location / { }"))
    (server.root / "report.pdf").chmod(0o644)
    return Scene(("--error-log", server.error_log, "curl", server.at("/report.pdf")))


def broken_apache(lab: Lab) -> Scene:
    """Do so in Apache."""
    server = _closed(lab.apache())
    return Scene(("--error-log", server.error_log, "curl", server.at("/report.pdf")))


def broken_index(lab: Lab) -> Scene:
    """Do so with the page that a folder shows."""
    server = lab.nginx("location / { }")
    make_unreadable(server.write("docs/index.html", "all about it"))
    return Scene(("--error-log", server.error_log, server.at("/docs/")))


def broken_script(lab: Lab) -> Scene:
    """Do so with a script of PHP, whose error nginx writes down."""
    php = lab.php_fpm({"page.php": "<?php echo 'hello';"})
    make_unreadable(php.root / "page.php")
    server = lab.nginx(
        "location ~ \\.php$ { fastcgi_pass unix:{php};"
        " fastcgi_param SCRIPT_FILENAME {scripts}$fastcgi_script_name;"
        " fastcgi_param REQUEST_METHOD $request_method; }",
        scripts=php.root,
        php=php.socket,
    )
    words = ("--error-log", server.error_log, "curl", server.at("/page.php"))
    return Scene(words, verdict="likely")


def broken_without_log(lab: Lab) -> Scene:
    """Ask from outside, with nothing but the configuration in hand."""
    server = _closed(lab.nginx("location / { }"))
    words = ("--server-config", server.config, "curl", server.at("/report.pdf"))
    return Scene(words, verdict="likely")


def broken_apache_without_log(lab: Lab) -> Scene:
    """Ask Apache from outside."""
    return Scene(("curl", _closed(lab.apache()).at("/report.pdf")), verdict="likely")


def lookalike_folder(lab: Lab) -> Scene:
    """Close the folder instead of the file."""
    server = lab.nginx("location / { }")
    make_unreadable(server.write("papers/report.pdf", "x").parent)
    return Scene(("--error-log", server.error_log, "curl", server.at("/papers/report.pdf")))


def lookalike_deny(lab: Lab) -> Scene:
    """Deny the file by a rule of nginx."""
    server = lab.nginx("location / { } location = /report.pdf { deny all; }")
    server.write("report.pdf", "numbers")
    return Scene(("curl", server.at("/report.pdf")))


def lookalike_deny_apache(lab: Lab) -> Scene:
    """Deny it by a rule of Apache."""
    server = lab.apache(APACHE_DENY)
    server.write("report.pdf", "numbers")
    return Scene(("--error-log", server.error_log, "curl", server.at("/report.pdf")))


def lookalike_role(lab: Lab) -> Scene:
    """Let an application behind nginx refuse one object to this user."""

    def answer(request: Received) -> Reply:
        if request.method == "OPTIONS":
            return Reply(204)
        known = request.path == "/reports/7"
        return Reply(403 if known else 404, {"Content-Type": "application/json"}, '{"error": "no"}')

    app = lab.python_http(answer)
    return Scene(
        ("curl", lab.nginx("location / { proxy_pass {app}; }", app=app.url).at("/reports/7"))
    )


def lookalike_role_page(lab: Lab) -> Scene:
    """Let it refuse with a page for people."""

    def answer(request: Received) -> Reply:
        if request.method == "OPTIONS":
            return Reply(204)
        page = {"Content-Type": "text/html"}
        return Reply(403 if request.path == "/reports/7" else 404, page, "<h1>Not for you</h1>")

    app = lab.python_http(answer)
    return Scene(
        ("curl", lab.nginx("location / { proxy_pass {app}; }", app=app.url).at("/reports/7"))
    )


def _closed(server: Server) -> Server:
    make_unreadable(server.write("report.pdf", "numbers"))
    return server
