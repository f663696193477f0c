"""nginx configurations: directives, blocks, line numbers, and what is broken."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.software import available
from wwwhy.errors import InputError
from wwwhy.sources.config import nginx
from wwwhy.sources.config.files import MAX_BLOCKS

EXAMPLE = """\
# a comment; with { signs }
user  www-data;
http {
    log_format main '$remote_addr "$request" '
                    '$status';
    server {
        listen 80 default_server;
        server_name a.test ~^(?<x>\\w+)\\.b\\.test$;
        location ~ "^/a{2}$" { return 403; }
        location / {
            if ($request_method !~ ^(GET|HEAD)$ ) { return 405; }
            proxy_set_header X "a \\"b\\"";
            proxy_pass http://127.0.0.1:8000;   # behind
        }
    }
}
"""


def lines(config) -> list[tuple[int, str, tuple[str, ...]]]:
    return [(d.line, d.name, d.args) for d in config.walk()]


def test_directives_keep_order_line_and_arguments():
    config = nginx.read_text(EXAMPLE)
    assert config.server == "nginx"
    assert not config.notes
    assert lines(config) == [
        (2, "user", ("www-data",)),
        (3, "http", ()),
        (4, "log_format", ("main", '$remote_addr "$request" ', "$status")),
        (6, "server", ()),
        (7, "listen", ("80", "default_server")),
        (8, "server_name", ("a.test", "~^(?<x>\\w+)\\.b\\.test$")),
        (9, "location", ("~", "^/a{2}$")),
        (9, "return", ("403",)),
        (10, "location", ("/",)),
        (11, "if", ("$request_method", "!~", "^(GET|HEAD)$")),
        (11, "return", ("405",)),
        (12, "proxy_set_header", ("X", 'a "b"')),
        (13, "proxy_pass", ("http://127.0.0.1:8000",)),
    ]


def test_blocks_nest():
    http = nginx.read_text(EXAMPLE).directives[1]
    server = http.block[1]
    assert [d.name for d in server.block] == ["listen", "server_name", "location", "location"]


def test_crlf_and_a_byte_order_mark_do_no_harm():
    config = nginx.read_text("a 1;\r\nb {\r\n c 2;\r\n}\r\n")
    assert lines(config) == [(1, "a", ("1",)), (2, "b", ()), (3, "c", ("2",))]


@pytest.mark.parametrize(
    ("text", "kept", "noted"),
    [
        ("a 1;\nb {\n c 2;\n", ["a", "b", "c"], "not closed"),
        ("a 1;\n}\nb 2;", ["a"], 'unexpected "}"'),
        ("a 1;\nb 2", ["a", "b"], "not finished"),
        ("a {\n b 2\n}\nc 1;", ["a", "b", "c"], "is missing"),
        ('a 1;\nb "open;\nc 1;', ["a", "b"], "unexpected end of file"),
        ("{ a 1; }", ["", "a"], ""),
        (";;; a 1;", ["a"], ""),
        ("", [], ""),
    ],
)
def test_what_stands_before_a_fault_is_kept(text, kept, noted):
    config = nginx.read_text(text)
    assert [d.name for d in config.walk()] == kept
    assert not noted if not config.notes else noted in " ".join(config.notes)


def test_lua_is_one_argument_and_hides_nothing_behind_it():
    config = nginx.read_text(
        "location / {\n"
        "  content_by_lua_block {\n"
        "    ngx.say([[it's }}} ]]) -- } and '\n"
        "    --[[ } ]] if x then ngx.say('}') end\n"
        "  }\n"
        "  rewrite_by_lua_block{ ngx.exit(403) }\n"
        "  set_by_lua_block $x { return '}' }\n"
        "  server_rewrite_by_lua_block { a() }\n"
        "  deny all;\n"
        "}\n"
        "# content_by_lua_block { not this one\n"
        "b 1;\n"
    )
    assert not config.notes
    names = [(d.line, d.name) for d in config.walk()]
    assert names == [
        (1, "location"),
        (2, "content_by_lua_block"),
        (6, "rewrite_by_lua_block"),
        (7, "set_by_lua_block"),
        (8, "server_rewrite_by_lua_block"),
        (9, "deny"),
        (12, "b"),
    ]
    by_name = {d.name: d.args for d in config.walk()}
    assert "[[it's }}} ]]" in by_name["content_by_lua_block"][0]
    assert by_name["rewrite_by_lua_block"] == (" ngx.exit(403) ",)
    assert by_name["set_by_lua_block"] == ("$x", " return '}' ")


@pytest.mark.parametrize(
    "text", ["content_by_lua_block {", 'x_by_lua_block\x01 "7";', "_by_lua_block\x01;"]
)
def test_broken_lua_does_no_harm(text):
    assert nginx.read_text(f"a 1;\n{text}").directives[0].name == "a"


def test_a_dump_brings_its_files_along():
    dump = (
        "nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n"
        "# configuration file /etc/nginx/nginx.conf:\n"
        "events {}\nhttp {\n  include mime.types;\n  include /etc/nginx/sites-enabled/*;\n"
        "  include /usr/share/nothere.conf;\n}\n\n"
        "# configuration file /etc/nginx/mime.types:\n"
        "types { text/html html; }\n\n"
        "# configuration file /etc/nginx/sites-enabled/a:\n"
        "server {\n  listen 81;\n}\n"
    )
    config = nginx.read_text(dump, "dump.txt")
    listen = next(config.find("listen"))
    assert listen.pointer == "/etc/nginx/sites-enabled/a:2"
    http = next(config.find("http"))
    assert [d.name for d in http.block] == ["types", "server", "include"]
    assert len(config.notes) == 1


def test_a_dump_in_a_file_is_read_as_one(tmp_path):
    (tmp_path / "dump").write_text("# configuration file /etc/nginx/nginx.conf:\na 1;\n")
    assert next(nginx.read(tmp_path / "dump").find("a")).pointer == "/etc/nginx/nginx.conf:1"


def test_an_unreadable_file_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        nginx.read(tmp_path / "none.conf")


def test_deep_blocks_end():
    config = nginx.read_text("a {" * 5000 + "}" * 5000)
    assert len(list(config.walk())) == MAX_BLOCKS
    assert any("deeper" in note for note in config.notes)


def test_deep_blocks_over_includes_end(tmp_path):
    for number in range(10):
        (tmp_path / f"{number}").write_text("a {" * 20 + f"include {number + 1};" + "}" * 20)
    (tmp_path / "10").write_text("end 1;")
    config = nginx.read(tmp_path / "0")
    assert len([d for d in config.walk() if d.name == "a"]) <= MAX_BLOCKS


@given(st.text(alphabet=st.sampled_from("ab{};\"'\\ \n#$()~\x01_luock[]-")))
def test_no_text_is_an_accident(text):
    config = nginx.read_text(text)
    assert all(1 <= d.line <= text.count("\n") + 1 for d in config.walk())


@given(st.binary(max_size=300))
def test_no_bytes_are_an_accident(data):
    nginx.read_text(data.decode("utf-8", "replace"))


@given(
    st.recursive(
        st.lists(st.sampled_from(["a", "listen", "x_y", "~^/x$"]), min_size=1, max_size=4),
        lambda inner: st.tuples(st.just("block"), st.lists(inner, max_size=4)),
        max_leaves=20,
    )
)
def test_what_is_written_is_read(tree):
    def write(node) -> str:
        if isinstance(node, tuple):
            return "block {\n" + "".join(map(write, node[1])) + "}\n"
        return " ".join(node) + ";\n"

    def names(node) -> list[tuple[str, ...]]:
        if isinstance(node, tuple):
            return [("block",), *(each for inner in node[1] for each in names(inner))]
        return [tuple(node)]

    config = nginx.read_text(write(tree))
    assert [(d.name, *d.args) for d in config.walk()] == names(tree)
    assert not config.notes


@pytest.mark.lab
@pytest.mark.skipif(not Path("/etc/nginx/nginx.conf").exists(), reason="no nginx here")
@pytest.mark.skipif(not available("nginx"), reason="nginx is not installed")
def test_the_system_s_own_configuration_is_read_whole():
    config = nginx.read("/etc/nginx/nginx.conf")
    assert {"http", "events"} <= {d.name for d in config.directives}
    assert not [note for note in config.notes if "outside" not in note]
