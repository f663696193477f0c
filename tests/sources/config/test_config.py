"""Whose configuration a file is, is told by its structure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.errors import InputError
from wwwhy.sources.config import read_config, read_config_text, server_of

NGINX = [
    "server { listen 80; }",
    "proxy_set_header Host $host;\n",
    "upstream b {\n  server 127.0.0.1:1;\n}\n",
    "# x\nuser www;\nevents {\n}\nhttp {\n  types {\n    text/html html;\n  }\n}\n",
    "location / {\n  content_by_lua_block {\n    ngx.say('x')\n  }\n}\n",
]
APACHE = [
    "<VirtualHost *:80>\n  ServerName a.test\n</VirtualHost>",
    "Require all denied",
    "order deny,allow\ndeny from all\n",
    "RewriteEngine On\nRewriteCond %{HTTPS} off\nRewriteRule ^(.*)$ https://x/$1 [R,L]\n",
    "# BEGIN WordPress\n<IfModule mod_rewrite.c>\nRewriteBase /\n</IfModule>\n# END WordPress",
    "php_value upload_max_filesize 2M\n",
    "Bogus on\nDirectoryIndex index.php\nErrorDocument 404 /x;\n",
]
NEITHER = [
    "",
    "# nothing\n",
    "global\n    daemon\ndefaults\n    mode http\nfrontend f\n    bind :80\n    default_backend b\n",
    "a.test {\n\treverse_proxy 127.0.0.1:1\n}\n",
    "<html>\n<body>\n<p>x</p>\n</body>\n</html>\n",
    "The quick brown fox\njumps over the lazy dog.\n",
    '{"a": 1}',
    "int main(void) {\n  int x = 1;\n}\n",
    '127.0.0.1 - - [21/Nov/2026:00:15:19 +0000] "GET / HTTP/1.1" 200 2\n' * 3,
    "\0\x01\x02",
]


@pytest.mark.parametrize("text", NGINX)
def test_nginx_is_known(text):
    assert server_of(text) == "nginx"


@pytest.mark.parametrize("text", APACHE)
def test_apache_is_known(text):
    assert server_of(text) == "apache"


@pytest.mark.parametrize("text", NEITHER)
def test_others_are_not_taken_for_either(text):
    assert server_of(text) is None
    with pytest.raises(InputError, match="no nginx or Apache configuration"):
        read_config_text(text)


def test_the_name_says_nothing(tmp_path):
    path = tmp_path / "nginx.conf"
    path.write_text(APACHE[0])
    assert read_config(path).server == "apache"
    path.write_text(NGINX[0])
    config = read_config(str(path))
    assert config.server == "nginx"
    assert config.directives[0].pointer == f"{path}:1"
    assert read_config_text(NGINX[0], "x").directives[0].pointer == "x:1"
    assert read_config_text(APACHE[0], "x").directives[0].pointer == "x:1"


def test_a_binary_file_is_refused(tmp_path):
    (tmp_path / "x").write_bytes(bytes(range(256)) * 100)
    with pytest.raises(InputError):
        read_config(tmp_path / "x")


@given(st.text(max_size=200))
def test_no_text_is_an_accident(text):
    assert server_of(text) in {"nginx", "apache", None}
