"""Apache configurations: sections, words, continued lines, includes, .htaccess."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.software import available, program
from wwwhy.errors import InputError
from wwwhy.sources.config import apache
from wwwhy.sources.config.apache import joined_lines, split_words
from wwwhy.sources.config.files import MAX_BLOCKS

EXAMPLE = """\
# comment \\
goes on here
ServerName a.test
<VirtualHost *:80 [::1]:80>
    ServerAlias b.test \\
        *.c.test
    <Directory "/srv/with blank">
        Require all denied
    </Directory>
    <If "%{HTTP_HOST} == 'x' && -f '/y'">
        <RequireAll>
            Require ip 192.0.2.0/24
        </RequireAll>
    </If>
    <IfModule !mod_ssl.c>
        LogFormat "%h \\"%r\\"" mine
    </IfModule>
</VirtualHost>
<Location ~ "^/(a|b)$">
    Header set X 'it\\'s'
</Location>
ErrorLog ${APACHE_LOG_DIR}/error.log
"""


def lines(config) -> list[tuple[int, str, tuple[str, ...]]]:
    return [(d.line, d.name, d.args) for d in config.walk()]


def test_directives_keep_order_line_and_arguments():
    config = apache.read_text(EXAMPLE)
    assert config.server == "apache"
    assert not config.notes
    assert lines(config) == [
        (3, "ServerName", ("a.test",)),
        (4, "VirtualHost", ("*:80", "[::1]:80")),
        (5, "ServerAlias", ("b.test", "*.c.test")),
        (7, "Directory", ("/srv/with blank",)),
        (8, "Require", ("all", "denied")),
        (10, "If", ("%{HTTP_HOST} == 'x' && -f '/y'",)),
        (11, "RequireAll", ()),
        (12, "Require", ("ip", "192.0.2.0/24")),
        (15, "IfModule", ("!mod_ssl.c",)),
        (16, "LogFormat", ('%h "%r"', "mine")),
        (19, "Location", ("~", "^/(a|b)$")),
        (20, "Header", ("set", "X", "it's")),
        (22, "ErrorLog", ("${APACHE_LOG_DIR}/error.log",)),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("a b  c", ["a", "b", "c"]),
        ('a "b c" d', ["a", "b c", "d"]),
        (r'a "b\"c"', ["a", 'b"c']),
        (r"a 'b\'c'", ["a", "b'c"]),
        (r'a "b\d"', ["a", r"b\d"]),
        (r"a ^/x\.php$", ["a", r"^/x\.php$"]),
        (r"a b\\c", ["a", r"b\c"]),
        ('a "open', ["a", "open"]),
        ('a b"c d"', ["a", 'b"c', 'd"']),
        ("", []),
        ("   ", []),
    ],
)
def test_words_split_as_apache_does(line, words):
    assert split_words(line) == words


def test_a_continued_comment_swallows_the_next_line_as_apache_does():
    assert list(joined_lines("# x \\\nhidden\nseen")) == [(3, "seen")]
    assert list(joined_lines("a \\\n")) == [(1, "a")]
    assert list(joined_lines("a\\\nb c\\\r\nd")) == [(1, "ab cd")]


@pytest.mark.parametrize(
    ("text", "kept", "noted"),
    [
        ("<Directory /a>\nRequire x\n", ["Directory", "Require"], "not closed"),
        ("A 1\n</Directory>\nB 2", ["A", "B"], "closes nothing"),
        ("<A1 x>\n<B1 y>\nC 1\n</A1>\nD 1", ["A1", "B1", "C", "D"], "<B1> is not closed"),
        ("<>\nA 1", ["A"], "no section"),
        ("<Location /a\nA 1\n</Location", ["Location", "A"], ""),
        ("Use Macro x", ["Use"], "not expanded"),
    ],
)
def test_what_is_broken_is_noted_and_the_rest_kept(text, kept, noted):
    config = apache.read_text(text)
    assert [d.name for d in config.walk()] == kept
    assert noted in " ".join(config.notes)


def test_closing_ignores_case():
    config = apache.read_text("<directory /a>\nRequire x\n</Directory>\nB 1")
    assert [d.name for d in config.directives] == ["directory", "B"]


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_includes_are_put_in_their_place(tmp_path):
    write(tmp_path / "conf.d/b.conf", "B 1")
    write(tmp_path / "conf.d/a.conf", "\nA 1")
    write(tmp_path / "folder/c", "C 1")
    main = write(
        tmp_path / "apache2.conf",
        "<VirtualHost *:80>\nInclude conf.d/*.conf\nInclude folder\nIncludeOptional none/*\n"
        "IncludeOptional none\n</VirtualHost>\nLast 1",
    )
    config = apache.read(main)
    assert [d.name for d in config.directives[0].block] == [
        "A",
        "B",
        "C",
        "IncludeOptional",
        "IncludeOptional",
    ]
    assert next(config.find("A")).pointer == f"{tmp_path}/conf.d/a.conf:2"
    assert not config.notes


def test_a_missing_include_is_noted(tmp_path):
    main = write(tmp_path / "a.conf", "Include none.conf")
    assert "leads to no file" in apache.read(main).notes[0]


def test_the_server_root_counts_where_it_is_permitted(tmp_path):
    write(tmp_path / "modules.d/m.conf", "M 1")
    write(tmp_path / "outside.conf", "Leaked 1")
    main = write(tmp_path / "conf/httpd.conf", f"ServerRoot {tmp_path}\nInclude modules.d/*.conf")
    assert [d.name for d in apache.read(main).walk()] == ["ServerRoot", "M"]
    main = write(tmp_path / "in/httpd.conf", f"ServerRoot {tmp_path}\nInclude outside.conf")
    config = apache.read(main)
    assert [d.name for d in config.walk()] == ["ServerRoot", "Include"]
    assert config.notes


def test_an_htaccess_file_is_read_alike(tmp_path):
    path = write(tmp_path / ".htaccess", "RewriteEngine On\nRequire all denied\n")
    assert [d.name for d in apache.read(path).walk()] == ["RewriteEngine", "Require"]


def test_an_unreadable_file_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="not a regular file"):
        apache.read(tmp_path)


def test_deep_sections_end():
    config = apache.read_text("<A1 x>\n" * 500 + "B 1\n" + "</A1>\n" * 500 + "Last 1")
    assert max(d.line for d in config.walk() if d.name == "A1") <= MAX_BLOCKS
    assert config.directives[-1].name == "Last"
    assert any("deeper" in note for note in config.notes)


@given(st.text(alphabet=st.sampled_from("<>/AB \n\\\"'#ab\t{}$%\r")))
def test_no_text_is_an_accident(text):
    config = apache.read_text(text)
    assert all(1 <= d.line <= text.count("\n") + 1 for d in config.walk())


@given(st.binary(max_size=300))
def test_no_bytes_are_an_accident(data):
    apache.read_text(data.decode("utf-8", "replace"))


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=8), max_size=5
    )
)
def test_quoted_words_survive(words):
    quoted = ['"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in words]
    assert split_words(" ".join(quoted)) == words


MODULES = Path("/usr/lib/apache2/modules")


def dumped(text: str) -> list[tuple[str, int, str, str]]:
    """Read Apache's own dump: file, line, name and the text of the arguments."""
    found, file, number = [], "", 0
    for line in text.splitlines():
        if match := re.match(r"\s*# In file: (.*)", line):
            file = match[1]
        elif match := re.match(r"\s*#\s*(\d+):$", line):
            number = int(match[1])
        elif line.strip() and not line.strip().startswith("</"):
            name, _, args = line.strip().lstrip("<").partition(" ")
            found.append(
                (file, number, name, args.removesuffix(">") if line.strip()[0] == "<" else args)
            )
    return found


@pytest.mark.lab
@pytest.mark.skipif(not available("apache"), reason="apache2 is not installed")
@pytest.mark.skipif(not (MODULES / "mod_info.so").exists(), reason="no mod_info here")
def test_apache_s_own_dump_agrees(tmp_path):
    """`-D DUMP_CONFIG` tells file, line and words of every directive as httpd read it."""
    load = "".join(
        f"LoadModule {name}_module {MODULES}/mod_{name}.so\n"
        for name in (
            "mpm_event",
            "authz_core",
            "authz_host",
            "dir",
            "headers",
            "rewrite",
            "info",
            "alias",
        )
    )
    write(tmp_path / "sites/b.conf", "<VirtualHost *:81>\n  ServerName b.test\n</VirtualHost>\n")
    write(
        tmp_path / "sites/a.conf",
        "# x \\\nswallowed\n<VirtualHost *:81>\n  ServerName a.test\n"
        "  ServerAlias \\\n    x.test \\\n    'y.test'\n"
        '  <Directory "/srv/a b">\n    Require all denied\n  </Directory>\n'
        '  <IfModule headers_module>\n    Header set X "a \\"q\\" b"\n  </IfModule>\n'
        "  <IfModule nothere_module>\n    Bogus\n  </IfModule>\n"
        "  RewriteEngine On\n  RewriteRule ^/a\\.b$ /c\\d [R=302,L]\n"
        "  <Location ~ ^/(a|b)$>\n    Require ip 192.0.2.0/24\n  </Location>\n"
        "</VirtualHost>\n",
    )
    main = write(
        tmp_path / "apache2.conf",
        f"{load}ServerRoot {tmp_path}\nServerName main.test\nListen 127.0.0.1:81\nTimeout 7\n"
        f"ErrorLog {tmp_path}/error.log\n"
        "IncludeOptional sites/*.conf\nIncludeOptional none/*.conf\n",
    )
    done = subprocess.run(
        [program("apache"), "-f", str(main), "-t", "-D", "DUMP_CONFIG"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env={**os.environ, "LANG": "C"},
    )
    theirs = dumped(done.stdout)
    assert len(theirs) > 15, done.stderr
    config = apache.read(main)
    assert not config.notes
    skipped = {"IfModule", "Bogus", "LoadModule", "ServerRoot", "IncludeOptional"}
    ours = [d for d in config.walk() if d.name not in skipped]
    theirs = [each for each in theirs if each[2] not in skipped]
    assert [(d.file, d.name) for d in ours] == [(file, name) for file, _, name, _ in theirs]
    assert [d.args for d in ours] == [tuple(split_words(args)) for *_, args in theirs]
    # A continued line is named by its last line there, by its first here.
    last = {("ServerAlias", 5): 7}
    assert [last.get((d.name, d.line), d.line) for d in ours] == [
        number for _, number, *_ in theirs
    ]


@pytest.mark.lab
@pytest.mark.skipif(not Path("/etc/apache2/apache2.conf").exists(), reason="no Apache here")
def test_the_system_s_own_configuration_is_read_whole():
    config = apache.read("/etc/apache2/apache2.conf")
    assert next(config.find("VirtualHost"), None) is not None or next(config.find("Directory"))
    assert not [note for note in config.notes if "outside" not in note]
