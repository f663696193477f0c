"""Recorded cases hold what the investigation saw, and only where the rule keeps its promise."""

from pathlib import Path

import pytest

from lab import Lab, LabError, Scene, record
from lab.variants import CAUSES, Variant
from wwwhy.sources.raw import read_case

pytestmark = pytest.mark.lab
SLUG = "bot-user-agent-block"
CONF = """
location / {
    auth_basic_user_file /nowhere;
    if ($http_user_agent ~* curl) { return %s; }
    return 200 "welcome";
}
"""


def refusing(lab: Lab) -> Scene:
    server = lab.nginx(CONF % 403)
    files = ("--access-log", server.access_log, "--server-config", server.config)
    return Scene((*files, "curl", "-u", "ann:secret-of-ann", server.url))


def letting_pass(lab: Lab) -> Scene:
    return Scene(("curl", lab.nginx('return 200 "welcome";').url))


def test_a_broken_scene_with_its_probes_logs_and_configuration(tmp_path: Path) -> None:
    path = record.record(Variant(SLUG, "broken_nginx", refusing), tmp_path)
    assert path == tmp_path / "yes-nginx.http"
    text = path.read_text()
    case = read_case(text)
    assert case.expect == "proved"
    assert case.hops[0].status == 403
    healed = case.probes["browser-user-agent"]
    assert healed[0].status == 200
    (log,) = case.logs
    assert log.kind == "access"
    assert '" 403 ' in log.text
    (config,) = case.configs
    assert config.server == "nginx"
    assert "root /srv/lab/nginx/www;" in config.text
    assert "wwwhy-lab-" not in text
    assert "secret-of-ann" not in text
    assert "YW5uOnNlY3JldC1vZi1hbm4=" not in text


def test_a_repaired_scene(tmp_path: Path) -> None:
    path = record.record(Variant(SLUG, "repaired", letting_pass), tmp_path)
    assert path == tmp_path / "no-repaired.http"
    assert read_case(path.read_text()).expect == "ruled_out"


def test_nothing_is_written_where_the_rule_breaks_its_promise(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="says nothing, promised proved"):
        record.record(Variant(SLUG, "broken", letting_pass), tmp_path)
    with pytest.raises(LabError, match="says proved although it must stay silent"):
        record.record(Variant(SLUG, "repaired", refusing), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_command_that_makes_no_diagnosis(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="did not come to a diagnosis"):
        record.record(Variant(SLUG, "broken", lambda _: Scene(("curl", "--no-such"))), tmp_path)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("broken", "yes-broken.http"),
        ("broken_apache_2", "yes-apache-2.http"),
        ("repaired", "no-repaired.http"),
        ("repaired_apache", "no-apache.http"),
        ("lookalike_proxy", "no-proxy.http"),
    ],
)
def test_names_of_files(name: str, file: str) -> None:
    assert record.file_name(Variant(SLUG, name, letting_pass)) == file


def test_files_lie_with_their_cause() -> None:
    cause = CAUSES / "edge" / "bot_user_agent_block"
    assert record.folder_of(Variant(SLUG, "broken", refusing)) == cause / "cases"


def test_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert record.main(["no-such-cause"]) == 2
    assert "no-such-cause" in capsys.readouterr().err
