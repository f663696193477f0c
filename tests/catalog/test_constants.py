"""Every constant in code, compared with the real library where it can be had."""

import http
import http.client
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import starlette.status

from tests.catalog.artifacts import installed, leads_to, member, wheel
from tests.catalog.asking import fetch, needs, newest_http_status, node
from wwwhy.catalog.constants import Library, libraries, phrase_of
from wwwhy.catalog.shelf import entries

REGISTERED = {int(row.code): row for row in entries("iana") if row.code.isdigit()}
BY_NAME = {each.name: each for each in libraries()}
Names = dict[int, set[str]]
needs_javap = needs("javap")
needs_ruby = needs("ruby")
needs_node = needs("node")


def compare(library: Library, real: Names, *, newest: bool = True) -> None:
    """Every code that the library has must be called so, and no other may be claimed.

    An older version may lack what the newest has, and may use the names of before.
    """
    assert real, library.name
    for code, row in REGISTERED.items():
        named = library.name_of(code, phrase_of(row))
        there = real.get(code, set())
        if named is None:
            # A name that was dropped is in older versions only.
            assert not there or (not newest and there <= {library.before.get(code)}), (code, there)
        elif newest:
            assert named in there, f"{library.name}: {code} is no {named} but {there}"
        elif there:
            assert {named, library.before.get(code, named)} & there, (library.name, code, there)


def pairs(text: str | bytes, pattern: str, *, code_first: bool = False) -> Names:
    """Collect names and codes that a pattern finds in a source file."""
    told = text.decode() if isinstance(text, bytes) else text
    found: Names = {}
    for match in re.finditer(pattern, told, re.MULTILINE):
        name, code = (match[2], match[1]) if code_first else (match[1], match[2])
        found.setdefault(int(code), set()).add(name)
    return found


def test_http_status_and_http_client_of_this_python():
    real: Names = {}
    for name, value in http.HTTPStatus.__members__.items():
        real.setdefault(value.value, set()).add(name)
    newest = sys.version_info >= (3, 13)
    compare(BY_NAME["Python http.HTTPStatus"], real, newest=newest)
    client = {code: {n for n in names if hasattr(http.client, n)} for code, names in real.items()}
    compare(BY_NAME["Python http.client"], client, newest=newest)


def test_http_status_of_the_newest_python():
    real: Names = {}
    for name, (code, _) in fetch(newest_http_status).items():
        real.setdefault(code, set()).add(name)
    compare(BY_NAME["Python http.HTTPStatus"], real)


def test_starlette():
    text = Path(str(starlette.status.__file__)).read_text(encoding="utf-8")
    found = pairs(text, r"^\s*\"?HTTP_(\d{3})_(\w+)\b", code_first=True)
    compare(BY_NAME["Starlette, FastAPI"], found)


def test_django_rest_framework():
    with zipfile.ZipFile(fetch(wheel, "djangorestframework")) as opened:
        text = opened.read("rest_framework/status.py")
    found = pairs(text, r"^HTTP_(\d{3})_(\w+) = \d{3}$", code_first=True)
    compare(BY_NAME["Django REST framework"], found)


def test_go():
    package = fetch(leads_to, "golang-src", r"golang-1\.\d+-src")
    text = fetch(member, package, r".*/src/net/http/status\.go")
    compare(BY_NAME["Go net/http"], pairs(text, r"^\s+Status(\w+)\s+= (\d{3})\b"))


def test_rust():
    text = fetch(member, "librust-http-dev", r".*/src/status\.rs")
    compare(BY_NAME["Rust http"], pairs(text, r"^\s+\((\d{3}), (\w+), \"", code_first=True))


def test_rack():
    text = fetch(member, "ruby-rack", r".*/lib/rack/utils\.rb")
    phrases = pairs(text, r"^\s+(\d{3}) => '([^']*)'", code_first=True)
    symbols = {
        code: {re.sub(r"[\s-]", "_", name.lower()) for name in names}
        for code, names in phrases.items()
    }
    compare(BY_NAME["Rails, Rack"], symbols)


def test_symfony():
    text = fetch(member, "php-symfony-http-foundation", r".*/HttpFoundation/Response\.php")
    compare(BY_NAME["Symfony, Laravel"], pairs(text, r"const HTTP_(\w+) = (\d{3});"))


def test_psr():
    text = fetch(member, "php-fig-http-message-util", r".*/StatusCodeInterface\.php")
    library = BY_NAME["PHP PSR-7 (fig/http-message-util)"]
    compare(library, pairs(text, r"const STATUS_(\w+) = (\d{3});"))


@needs_node
def test_node():
    real = {int(code) for code in node('require("http").STATUS_CODES')}
    assert set(REGISTERED) - real == BY_NAME["Node.js"].lacks


@needs_node
def test_npm_http_status_codes():
    folder = fetch(installed, "statuses@2", "http-status-codes@2")
    table = node('require("http-status-codes").StatusCodes', folder)
    real = {int(value): {name} for name, value in table.items() if isinstance(value, int)}
    compare(BY_NAME["npm http-status-codes"], real)
    # Two constants of an early WebDAV draft, which have rows of their own.
    assert set(real) - set(REGISTERED) == {419, 420}


def test_angular():
    folder = fetch(installed, "@angular/common") / "node_modules/@angular/common"
    texts = (path.read_text(encoding="utf-8") for path in (folder / "fesm2022").glob("*.mjs"))
    pattern = r"HttpStatusCode\[\"(\w+)\"\] = (\d{3})\b"
    found = next(names for text in texts if (names := pairs(text, pattern)))
    compare(BY_NAME["Angular"], found)


def javap(name, *options):
    command = ["javap", "-constants", *options, name]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout


@needs_javap
def test_java():
    told = javap("java.net.HttpURLConnection")
    compare(BY_NAME["Java HttpURLConnection"], pairs(told, r"int (\w+) = (\d{3});"))


@needs_javap
@pytest.mark.parametrize(
    ("library", "package", "jar", "name"),
    [
        (
            "Apache HttpComponents 5",
            "libhttpcore5-java",
            r"httpcore5-[\d.]+\.jar",
            "org.apache.hc.core5.http.HttpStatus",
        ),
        (
            "Jakarta Servlet",
            "libjakarta-servlet-api-java",
            r"jakarta-servlet-api-[\d.]+\.jar",
            "jakarta.servlet.http.HttpServletResponse",
        ),
    ],
)
def test_java_libraries(library, package, jar, name, tmp_path):
    file = tmp_path / "library.jar"
    file.write_bytes(fetch(member, package, rf".*/java/{jar}"))
    told = javap(name, "-cp", str(file))
    compare(BY_NAME[library], pairs(told, r"int SC_(\w+) = (\d{3});"))


@needs_javap
def test_spring(tmp_path):
    file = tmp_path / "library.jar"
    file.write_bytes(fetch(member, "libspring-web-java", r".*/java/spring3-web-3\.x\.jar"))
    told = javap("org.springframework.http.HttpStatus", "-cp", str(file), "-c", "-p")
    # The constructor is called with the name, its place, and the code.
    pattern = r"// String (\w+)\n(?:(?!String).*\n){1,3}?\s+\d+: [sb]ipush\s+(\d{3})\n"
    found = pairs(told, pattern)
    assert len(found) > 50
    # Two codes had other meanings before they were registered.
    assert (found.pop(103), found.pop(421)) == ({"CHECKPOINT"}, {"DESTINATION_LOCKED"})
    compare(BY_NAME["Spring"], found, newest=False)


READ_ENUM = """
import json, sys, dnfile
pe = dnfile.dnPE(sys.argv[1])
owner = next(t for t in pe.net.mdtables.TypeDef if t.TypeName == sys.argv[2])
wanted = {id(each.row): str(each.row.Name) for each in owner.FieldList}
names = {}
for each in pe.net.mdtables.Constant:
    if id(each.Parent.row) in wanted:
        code = int.from_bytes(each.Value.value_bytes()[:4], "little")
        names.setdefault(code, []).append(wanted[id(each.Parent.row)])
print(json.dumps(names))
"""


def test_dotnet(tmp_path):
    with zipfile.ZipFile(fetch(wheel, "dotnetcore2")) as opened:
        name = next(n for n in opened.namelist() if n.endswith("/System.Net.Primitives.dll"))
        (tmp_path / "primitives.dll").write_bytes(opened.read(name))
    for package in ("dnfile", "pefile"):
        with zipfile.ZipFile(fetch(wheel, package)) as opened:
            opened.extractall(tmp_path)
    command = [sys.executable, "-c", READ_ENUM, "primitives.dll", "HttpStatusCode"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120
    )
    table = json.loads(done.stdout)
    found = {int(code): set(names) for code, names in table.items()}
    compare(BY_NAME[".NET"], found, newest=False)
    assert set(found) == set(REGISTERED) - BY_NAME[".NET"].lacks


@needs_ruby
def test_ruby():
    script = "Net::HTTPResponse::CODE_TO_OBJ.map { |k, v| [k, v.name] }.to_h"
    command = ["ruby", "-rnet/http", "-rjson", "-e", f"puts JSON.dump({script})"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    table = json.loads(done.stdout)
    real = {int(code): {name.removeprefix("Net::HTTP")} for code, name in table.items()}
    compare(BY_NAME["Ruby Net::HTTP"], real)


def test_a_wrong_name_is_seen():
    library = BY_NAME["Go net/http"]
    real = {
        code: {name}
        for code, row in REGISTERED.items()
        if (name := library.name_of(code, phrase_of(row)))
    }
    compare(library, real)
    wrongs: tuple[Names, ...] = ({404: {"Missing"}}, {404: set()}, {306: {"Unused"}})
    for wrong in wrongs:
        with pytest.raises(AssertionError):
            compare(library, real | wrong)
    with pytest.raises(AssertionError):
        compare(library, {}, newest=False)


def test_every_library_says_where_its_names_come_from():
    for each in libraries():
        assert each.source
        assert each.checked
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", each.date)
        assert each.lacks <= set(REGISTERED)
        assert set(each.names) | set(each.before) | set(each.since) <= set(REGISTERED)
        assert each.until or not each.before


@pytest.mark.parametrize(
    ("library", "code", "written"),
    [
        ("Go net/http", 401, "http.StatusUnauthorized"),
        ("Go net/http", 418, "http.StatusTeapot"),
        ("Rust http", 413, "StatusCode::PAYLOAD_TOO_LARGE"),
        (".NET", 505, "HttpStatusCode.HttpVersionNotSupported"),
        ("Angular", 226, "HttpStatusCode.ImUsed"),
        ("Rails, Rack", 404, ":not_found"),
        ("Rails, Rack", 510, None),
        ("Symfony, Laravel", 418, "Response::HTTP_I_AM_A_TEAPOT"),
        ("Elixir Plug", 418, ":im_a_teapot"),
        ("Kotlin Ktor", 306, "HttpStatusCode.SwitchProxy"),
        ("Node.js", 401, "http.STATUS_CODES[401]"),
        ("Spring", 301, "HttpStatus.MOVED_PERMANENTLY"),
    ],
)
def test_how_a_code_is_written(library, code, written):
    assert BY_NAME[library].written(code, phrase_of(REGISTERED[code])) == written
