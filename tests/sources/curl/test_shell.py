"""bash quoting: what we read is what bash reads."""

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.errors import InputError
from wwwhy.sources.curl.shell import Command, commands, quoted
from wwwhy.sources.octets import octets

WORDS = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"])
    | st.sampled_from("'\"\\$`!&|;<>(){}[]*?~# \t\n\r\u202e\udcff=@%"),
    max_size=20,
)
TEXTS = [
    "curl http://h/",
    "curl 'a b' \"c d\" e\\ f",
    r"""curl 'it'\''s' "say \"hi\"" "\\ \a \$x" """,
    "curl a\\\n  b \\\n c",
    "curl 'a\nb' \"c\nd\"",
    r"curl $'a\tb\n\'\"\\\x41\u00e9\101\cA\e'",
    r"curl $'\xc3\xa9' $'\xff'",
    r"curl $'\U0001f600' $'x\0y' $'\?' $'\q'",
    'curl "a\\\nb"',
    "curl '' \"\" x''y",
    "curl a#b # comment ' with a quote\n",
    'curl -d \'{"a": "$x"}\' "$HOME" $TOKEN ${TOKEN}x',
    'X=1 curl -H "A: $TOKEN"',
    'Y=2\ncurl "$Y"',
    "curl http://h/?a=1&b=2",
    "curl a; curl b && curl c | cat",
    "curl a > out.txt 2>/dev/null b",
    "curl a 2>&1 >>x",
    "curl a &> /dev/null",
    "curl ~/x -d @~/y a~",
    'curl "a$" \'$\' a$ "$ x" $%',
    "curl \t a\t\tb",
    "curl http://h/[1-3] *.nosuch",
    'curl "don\'t" \'a\'"b"c',
    'curl $"a b"',
]
VARIABLES = {"HOME": "/home/joe", "TOKEN": "t0k"}


def read(text: str) -> list[Command]:
    return commands(text, VARIABLES, lambda _: None)


@pytest.mark.lab
@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize("text", TEXTS)
def test_bash_reads_it_the_same(text: str, tmp_path) -> None:
    script = f'curl() {{ printf "%s\\0" "<" "$@" >>"$OUT"; }}\n{text}\nwait\n'
    out = tmp_path / "out"
    subprocess.run(
        ["bash", "--norc", "-c", script],
        env={**VARIABLES, "PATH": "/usr/bin:/bin", "OUT": str(out), "LC_ALL": "C.UTF-8"},
        cwd=tmp_path,
        timeout=10,
        capture_output=True,
        check=False,
    )
    theirs = [part.split(b"\0") for part in out.read_bytes().split(b"<\0")[1:]]
    theirs = [[*words[:-1]] for words in theirs]
    ours = [
        [octets(w) for w in each.words[1:]] for each in read(text) if each.words[:1] == ["curl"]
    ]
    assert sorted(ours) == sorted(theirs)


def test_lines_that_end_as_on_windows() -> None:
    (command,) = read("curl a \\\r\n  b\r\n")
    assert command.words == ["curl", "a", "b"]


@given(st.lists(WORDS, max_size=5))
def test_quoted_words_come_back(words: list[str]) -> None:
    line = " ".join(quoted(word) for word in ["curl", *words])
    assert "\n" not in line
    assert "\u202e" not in line
    (command,) = read(line)
    assert command.words == ["curl", *words]


@pytest.mark.lab
@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    "word",
    [
        "",
        "a b",
        "it's",
        "a\nb\t'\\",
        "\udcff\u202e\u00e9",
        "\x01\x7f1",
        "<token:1>",
        "$x`y`!z",
        "~",
        "-k",
    ],
)
def test_bash_undoes_our_quotes(word: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f"printf %s {quoted(word)}"], capture_output=True, timeout=10, check=True
    )
    assert done.stdout == octets(word)


@pytest.mark.parametrize(
    ("text", "stdin"),
    [
        ('curl -d @- <<EOF\n{"a": "$TOKEN"}\n  b\nEOF\n', b'{"a": "t0k"}\n  b\n'),
        ("curl -d @- <<'EOF' -v\n$TOKEN `x`\nEOF\ncurl b", b"$TOKEN `x`\n"),
        ("curl -d @- <<-EOF\n\tx\n\tEOF\n", b"x\n"),
        ("curl -d @- <<< 'a b'", b"a b\n"),
        ("curl -d @- < body.json", "body.json"),
        ("curl -d @- <<EOF\r\nx\r\nEOF\r\n", b"x\n"),
    ],
)
def test_standard_input(text: str, stdin: bytes | str) -> None:
    assert read(text)[0].stdin == stdin


@pytest.mark.parametrize(
    "text",
    [
        "curl 'open",
        'curl "open',
        "curl $'open",
        "curl $(cat token)",
        'curl "`date`"',
        "curl $UNKNOWN",
        "curl ${TOKEN:-x}",
        "curl \u201chttp://h/\u201d",
    ],
)
def test_what_cannot_be_known_is_said(text: str) -> None:
    with pytest.raises(InputError):
        read(text)


def test_a_blank_behind_the_last_backslash_is_noticed() -> None:
    warnings: list[str] = []
    (command,) = commands("curl a \\ \n  b", {}, warnings.append)
    assert command.words == ["curl", "a", "b"]
    assert "backslash" in warnings[0]


def test_browsers_write_some_characters_as_two_halves() -> None:
    assert read(r"curl $'\ud83d\ude00'")[0].words[1] == "\U0001f600"


@given(st.text(alphabet="curl 'a\"\\$`{}();&|<>\n\r#~=x1\u201c\ud83d", max_size=40))
def test_hostile_text_gives_words_or_one_sentence(text: str) -> None:
    try:
        found = read(text)
    except InputError:
        return
    assert all(isinstance(word, str) for each in found for word in each.words)


def test_a_long_text_takes_linear_time() -> None:
    text = "curl <<EOF\n" + "line\n" * 100_000 + "EOF\n" + "curl " + "a" * 500_000
    assert len(read(text)) == 2
