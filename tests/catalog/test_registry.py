"""The registry and the constants in code, compared with the real thing where it is installed."""

import http
import http.client
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import starlette.status

from wwwhy.catalog.constants import Library, libraries, phrase_of
from wwwhy.catalog.shelf import entries

REGISTERED = {int(row.code): row for row in entries("iana") if row.code.isdigit()}
BY_NAME = {each.name: each for each in libraries()}
needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
needs_javap = pytest.mark.skipif(shutil.which("javap") is None, reason="javap is not installed")
needs_ruby = pytest.mark.skipif(shutil.which("ruby") is None, reason="ruby is not installed")


def letters(name):
    return re.sub(r"[^a-z]", "", name.lower())


def names_of(code):
    row = REGISTERED[code]
    return {letters(name) for name in (row.name, *row.older)}


def compare(library: Library, real: dict[int, set[str]]) -> None:
    """Every code that the library has must be called so, and no other may be claimed."""
    for code, row in REGISTERED.items():
        named = library.name_of(code, phrase_of(row))
        if named is None:
            assert code not in real, f"{library.name} has {code}: {real.get(code)}"
            continue
        possible = {named, library.before.get(code, named)}
        assert possible & real.get(code, set()), f"{library.name}: {code} is no {possible}"


def explained(codes, library: str) -> None:
    """What the registry has and somebody else lacks must be explained in the row."""
    for code in codes:
        row = REGISTERED[code]
        assert row.differs is not None, f"{code} is missing in {library}, and no row says so"


def test_http_status_of_this_python_carries_the_same_codes():
    real = {each.value for each in http.HTTPStatus}
    assert real <= set(REGISTERED), "Python has a code that the registry here lacks"
    explained(set(REGISTERED) - real, "http.HTTPStatus")


def test_phrases_of_this_python_are_names_of_ours():
    for each in http.HTTPStatus:
        assert letters(each.phrase) in names_of(each.value), each
        if each.phrase != REGISTERED[each.value].name:
            assert REGISTERED[each.value].differs, each


def constants_of(module, pattern):
    found: dict[int, set[str]] = {}
    for name in dir(module):
        if match := re.fullmatch(pattern, name):
            found.setdefault(int(getattr(module, name)), set()).add(match[1])
    return found


def test_python_constants():
    members = http.HTTPStatus.__members__
    real: dict[int, set[str]] = {}
    for name, member in members.items():
        real.setdefault(member.value, set()).add(name)
    compare(BY_NAME["Python http.HTTPStatus"], real)
    client = {code: {n for n in names if hasattr(http.client, n)} for code, names in real.items()}
    compare(BY_NAME["Python http.client"], client)


def test_starlette_constants():
    real: dict[int, set[str]] = {}
    for name in starlette.status.__all__:
        if match := re.fullmatch(r"HTTP_(\d{3})_(\w+)", name):
            real.setdefault(int(match[1]), set()).add(match[2])
    compare(BY_NAME["Starlette, FastAPI"], real)


def node(script, cwd=None):
    command = ["node", "-e", f"console.log(JSON.stringify({script}))"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=cwd, timeout=60)
    return json.loads(done.stdout)


@needs_node
def test_node_status_codes():
    real = {int(code): phrase for code, phrase in node('require("http").STATUS_CODES').items()}
    for code, phrase in real.items():
        if code in REGISTERED:
            assert letters(phrase) in names_of(code), code
    # 509 is the only code of Node.js that nobody registered.
    assert set(real) - set(REGISTERED) == {509}
    assert set(REGISTERED) - set(real) == BY_NAME["Node.js"].lacks


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """Install the two npm packages that carry the list into a folder of their own."""
    folder = tmp_path_factory.mktemp("npm")
    (folder / "package.json").write_text('{"private": true}')
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"]
    wanted = ["statuses@2", "http-status-codes@2"]
    done = subprocess.run(
        [*command, *wanted], cwd=folder, capture_output=True, timeout=120, check=False
    )
    if done.returncode:
        pytest.skip("npm install statuses http-status-codes did not work: no registry")
    return folder


@needs_npm
def test_npm_statuses(packages):
    real = {int(c): p for c, p in node('require("statuses").message', packages).items()}
    for code in set(real) & set(REGISTERED):
        assert letters(real[code]) in names_of(code), code
    assert set(real) - set(REGISTERED) == {509}
    explained(set(REGISTERED) - set(real), "npm statuses")


@needs_npm
def test_npm_http_status_codes(packages):
    table = node('require("http-status-codes").StatusCodes', packages)
    real = {int(value): {name} for name, value in table.items() if isinstance(value, int)}
    library = BY_NAME["npm http-status-codes"]
    compare(library, real)
    # Two constants of an early WebDAV draft, which have rows of their own.
    assert set(real) - set(REGISTERED) == {419, 420}


def javap(name, *options):
    done = subprocess.run(
        ["javap", "-constants", *options, name],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    pairs = re.findall(r"int (\w+) = (\d{3});", done.stdout)
    real: dict[int, set[str]] = {}
    for constant, code in pairs:
        real.setdefault(int(code), set()).add(constant)
    return real


@needs_javap
def test_java_constants():
    compare(BY_NAME["Java HttpURLConnection"], javap("java.net.HttpURLConnection"))


def jar(pattern):
    roots = (Path.home() / ".m2" / "repository", Path("/usr/share/maven-repo"))
    return next((str(found) for root in roots for found in root.glob(pattern)), None)


@needs_javap
@pytest.mark.parametrize(
    ("library", "pattern", "name"),
    [
        (
            "Apache HttpComponents 5",
            "org/apache/httpcomponents/core5/httpcore5/*/httpcore5-*.jar",
            "org.apache.hc.core5.http.HttpStatus",
        ),
        (
            "Jakarta Servlet",
            "org/apache/tomcat/tomcat-servlet-api/10*/*.jar",
            "jakarta.servlet.http.HttpServletResponse",
        ),
    ],
)
def test_java_libraries(library, pattern, name):
    found = jar(pattern)
    if found is None:
        pytest.skip(f"{library} is not installed here")
    real = javap(name, "-cp", found)
    compare(BY_NAME[library], {c: {n.removeprefix("SC_") for n in v} for c, v in real.items()})


@needs_ruby
def test_ruby_constants():
    script = "Net::HTTPResponse::CODE_TO_OBJ.map { |k, v| [k, v.name] }.to_h"
    command = ["ruby", "-rnet/http", "-rjson", "-e", f"puts JSON.dump({script})"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    table = json.loads(done.stdout)
    real = {int(code): {name.removeprefix("Net::HTTP")} for code, name in table.items()}
    compare(BY_NAME["Ruby Net::HTTP"], real)


def test_django_rest_framework(tmp_path):
    pip = shutil.which("pip")
    if pip is None:
        pytest.skip("pip is not installed")
    command = [pip, "download", "--no-deps", "-q", "djangorestframework", "-d", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, timeout=90, check=False)
    wheels = list(tmp_path.glob("*.whl"))
    if done.returncode or not wheels:
        pytest.skip("pip download djangorestframework did not work: no index")
    with zipfile.ZipFile(wheels[0]) as wheel:
        text = wheel.read("rest_framework/status.py").decode()
    real: dict[int, set[str]] = {}
    for code, name in re.findall(r"^HTTP_(\d{3})_(\w+) = \d{3}$", text, re.MULTILINE):
        real.setdefault(int(code), set()).add(name)
    compare(BY_NAME["Django REST framework"], real)


def test_every_library_says_where_its_names_come_from():
    for each in libraries():
        assert each.source
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", each.date)
        assert each.lacks <= set(REGISTERED)
        assert set(each.names) | set(each.before) <= set(REGISTERED)


@pytest.mark.parametrize(
    ("library", "code", "written"),
    [
        ("Go net/http", 401, "http.StatusUnauthorized"),
        ("Go net/http", 418, "http.StatusTeapot"),
        ("Rust http", 413, "StatusCode::PAYLOAD_TOO_LARGE"),
        (".NET", 505, "HttpStatusCode.HttpVersionNotSupported"),
        ("Angular", 226, "HttpStatusCode.ImUsed"),
        ("Rails, Rack", 404, ":not_found"),
        ("Symfony, Laravel", 418, "Response::HTTP_I_AM_A_TEAPOT"),
        ("Elixir Plug", 418, ":im_a_teapot"),
        ("Kotlin Ktor", 306, "HttpStatusCode.SwitchProxy"),
        ("Node.js", 401, "http.STATUS_CODES[401]"),
        ("Spring", 301, "HttpStatus.MOVED_PERMANENTLY"),
    ],
)
def test_how_a_code_is_written(library, code, written):
    assert BY_NAME[library].written(code, phrase_of(REGISTERED[code])) == written
