"""An application that knows CORS behind a proxy that adds the same field."""

from lab import Lab, Received, Reply, Scene

PAGE = "https://app.test"
FRONT = "location / { proxy_pass http://127.0.0.1:{app}; {extra} }"
ADD = f"add_header Access-Control-Allow-Origin {PAGE} always;"


def _asked(url: str, *more: str) -> Scene:
    return Scene(("curl", "-H", f"Origin: {PAGE}", *more, url))


def _answer(asked: Received) -> Reply:
    fields = {"Content-Type": "application/json", "Access-Control-Allow-Origin": PAGE}
    if asked.method == "OPTIONS":
        return Reply(204, {**fields, "Access-Control-Allow-Headers": "x-api-version"})
    return Reply(200, fields, "[]")


def broken(lab: Lab) -> Scene:
    """Let nginx add what the application has said already."""
    app = lab.python_http(_answer)
    return _asked(lab.nginx(FRONT, app=app.port(), extra=ADD).at("/items"))


def repaired(lab: Lab) -> Scene:
    """Let the application speak."""
    app = lab.python_http(_answer)
    return _asked(lab.nginx(FRONT, app=app.port(), extra="").at("/items"))


def repaired_hidden(lab: Lab) -> Scene:
    """Let nginx speak."""
    app = lab.python_http(_answer)
    hide = f"proxy_hide_header Access-Control-Allow-Origin; {ADD}"
    return _asked(lab.nginx(FRONT, app=app.port(), extra=hide).at("/items"))


def broken_list(lab: Lab) -> Scene:
    """Write a list where one origin belongs."""
    server = lab.nginx(
        "location / { default_type application/json; add_header Access-Control-Allow-Origin"
        ' "https://app.test, https://www.app.test"; return 200 "[]"; }'
    )
    return _asked(server.at("/items"))


def broken_apache(lab: Lab) -> Scene:
    """Let Apache set it in both of its tables; error pages and CGI answers show both."""
    app = lab.python_http(_answer)
    conf = f"""
    ProxyPass / http://127.0.0.1:{app.port()}/
    Header always set Access-Control-Allow-Origin {PAGE}
    Header set Access-Control-Allow-Origin {PAGE}
    """
    return _asked(lab.apache(conf, modules=["headers", "proxy", "proxy_http"]).at("/items"))


def broken_question(lab: Lab) -> Scene:
    """Add it to the answer of the browser's question only."""

    def answer(asked: Received) -> Reply:
        reply = _answer(asked)
        if asked.method != "OPTIONS":
            return reply
        more = ("Access-Control-Allow-Origin", "*")
        lists = ("Access-Control-Allow-Headers", "x-api-version")
        return Reply(204, (("Access-Control-Allow-Origin", PAGE), more, lists))

    return _asked(lab.python_http(answer).at("/items"), "-H", "X-Api-Version: 2")


def lookalike_other(lab: Lab) -> Scene:
    """Allow one origin, and another one."""
    server = lab.nginx(
        "location / { default_type application/json;"
        ' add_header Access-Control-Allow-Origin https://other.test; return 200 "[]"; }'
    )
    return _asked(server.at("/items"))
