"""Certificates nobody here vouches for: one's own, a company's, and a list that leaves one out."""

import subprocess
from dataclasses import replace
from datetime import timedelta

from lab import Lab, Scene
from lab.pki import Identity, pem
from lab.server import give
from lab.servers.squid import user_name
from lab.software import program
from wwwhy.causes.tls.lab import apache, ask, caddy, haproxy, nginx, visit


def broken(lab: Lab) -> Scene:
    """Let nginx show a certificate that it made itself."""
    return visit(nginx(lab, lab.pki.self_signed))


def broken_apache(lab: Lab) -> Scene:
    """Do the same with Apache."""
    return visit(apache(lab, lab.pki.self_signed))


def broken_haproxy(lab: Lab) -> Scene:
    """Do the same with HAProxy."""
    return visit(haproxy(lab, lab.pki.self_signed))


def broken_python(lab: Lab) -> Scene:
    """Do the same with a server in Python."""
    return visit(lab.origin("fine", tls=lab.pki.self_signed))


def broken_three_ways(lab: Lab) -> Scene:
    """Show a certificate of one's own making that is over and for another name."""
    old = lab.pki.self_made("old-self", names=("other.test",), end=-timedelta(days=1))
    scene = visit(lab.origin("fine", tls=old))
    return replace(scene, also=("tls-cert-expired", "tls-cert-name-mismatch"))


def broken_whole_chain(lab: Lab) -> Scene:
    """Send a company's chain up to its root, as filters and appliances do."""
    return visit(nginx(lab, _whole(lab)))


def broken_rootless(lab: Lab) -> Scene:
    """Send a company's chain without its root, as is right: what lies above cannot be seen."""
    return replace(visit(nginx(lab, lab.pki.good)), verdict="likely")


def broken_alone(lab: Lab) -> Scene:
    """Send a certificate that a private root signed itself."""
    return replace(visit(apache(lab, lab.pki.untrusted)), verdict="likely")


def broken_caddy(lab: Lab) -> Scene:
    """Let Caddy show a chain that a company's authority signed, up to its root."""
    return visit(caddy(lab, _whole(lab)))


def broken_root_published(lab: Lab) -> Scene:
    """Say in the certificate where the private root can be fetched."""
    root = lab.pki.stranger
    return visit(nginx(lab, lab.pki.leaf("published", issuer=root, aia=lab.pki.publish(root))))


def broken_own_list(lab: Lab) -> Scene:
    """Name a file of authorities that lacks this one, which the system's list has."""
    scene = ask(lab, nginx(lab, lab.pki.good), "--cacert", lab.pki.stranger.cert_file)
    return replace(scene, env={"SSL_CERT_FILE": str(lab.pki.ca_file)})


def broken_renewed_authority(lab: Lab) -> Scene:
    """Trust an authority's old certificate, after it got a new key under the same name."""
    old = lab.write("old-root.pem", pem(lab.pki.authority("Renewed").certificate))
    leaf = lab.pki.leaf("renewed", issuer=lab.pki.authority("Renewed"))
    server = lab.origin("fine", tls=leaf)
    options = ("--cacert", old, *server.resolve("site.test"))
    url = server.at("/", host="site.test", scheme="https")
    return Scene(("curl", *options, url), verdict="likely")


def repaired(lab: Lab) -> Scene:
    """Trust the certificate."""
    server = nginx(lab, lab.pki.self_signed)
    return ask(lab, server, "--cacert", lab.pki.self_signed.cert_file)


def repaired_own_list(lab: Lab) -> Scene:
    """Name the file that has the authority."""
    return ask(lab, nginx(lab, lab.pki.good))


def lookalike_incomplete(lab: Lab) -> Scene:
    """Forget the intermediate of a certificate whose root is known."""
    return ask(lab, nginx(lab, lab.pki.incomplete))


def lookalike_misnamed(lab: Lab) -> Scene:
    """Show a trusted certificate for another name."""
    return ask(lab, nginx(lab, lab.pki.other_name))


def lookalike_proxy_replaces(lab: Lab) -> Scene:
    """Let a filtering proxy put a certificate of its own in the place of a good one."""
    lab.requires("squid", "security_file_certgen")
    helper, store = program("security_file_certgen"), lab.folder / "made-up"
    subprocess.run([helper, "-c", "-s", store, "-M", "4MB"], check=True, capture_output=True)
    for path in (lab.pki.stranger.pem_file, store, *store.rglob("*")):
        give(path, user_name())
    proxy = lab.squid(
        "http_port 127.0.0.1:{port} ssl-bump cert={ca} generate-host-certificates=on\n"
        "sslcrtd_program {helper} -s {store} -M 4MB\nsslcrtd_children 1\n"
        "ssl_bump bump all\ntls_outgoing_options cafile={root}\n",
        ca=lab.pki.stranger.pem_file,
        helper=helper,
        store=store,
        root=lab.pki.ca_file,
    )
    url = nginx(lab, lab.pki.good).at("/", host="localhost", scheme="https")
    return Scene(("curl", "-x", proxy.url, "--cacert", lab.pki.ca_file, url))


def lookalike_insecure(lab: Lab) -> Scene:
    """Fail behind a certificate of one's own making that the user has accepted with -k."""
    return ask(lab, nginx(lab, lab.pki.self_signed, "return 404;"), "-k")


def _whole(lab: Lab) -> Identity:
    """Make a certificate whose chain is sent with its root."""
    leaf = lab.pki.good
    chain = (leaf.certificate, lab.pki.intermediate.certificate, lab.pki.root.certificate)
    content = b"".join(pem(each) for each in chain)
    leaf.chain_file.write_bytes(content)
    leaf.pem_file.write_bytes(content + leaf.key_file.read_bytes())
    return leaf
