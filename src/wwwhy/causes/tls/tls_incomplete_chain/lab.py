"""Servers that send their own certificate without the intermediate, or with an old one."""

from dataclasses import replace

from lab import Lab, Scene
from lab.pki import Identity, pem
from wwwhy.causes.tls.lab import apache, ask, ask_two, caddy, haproxy, nginx, visit


def broken(lab: Lab) -> Scene:
    """Give nginx cert.pem in the place of fullchain.pem."""
    return ask(lab, nginx(lab, lab.pki.incomplete))


def broken_apache(lab: Lab) -> Scene:
    """Do the same with Apache."""
    return ask(lab, apache(lab, lab.pki.incomplete))


def broken_haproxy(lab: Lab) -> Scene:
    """Do the same with HAProxy."""
    return ask(lab, haproxy(lab, lab.pki.incomplete))


def broken_caddy(lab: Lab) -> Scene:
    """Do the same with Caddy."""
    return ask(lab, caddy(lab, lab.pki.incomplete))


def broken_python(lab: Lab) -> Scene:
    """Do the same with a server in Python."""
    return ask(lab, lab.origin("fine", tls=lab.pki.incomplete))


def broken_http3(lab: Lab) -> Scene:
    """Do the same over HTTP/3."""
    lab.requires("aioquic")
    return ask(lab, caddy(lab, lab.pki.incomplete), "--http3")


def broken_and_misnamed(lab: Lab) -> Scene:
    """Send no intermediate, and a certificate for another name."""
    scene = ask(lab, nginx(lab, lab.pki.incomplete), host="elsewhere.test")
    return replace(scene, also=("tls-cert-name-mismatch",))


def broken_without_address(lab: Lab) -> Scene:
    """Forget the intermediate of a certificate that does not say where it is."""
    return replace(ask(lab, nginx(lab, _short(lab))), verdict="likely")


def broken_old_intermediate(lab: Lab) -> Scene:
    """Renew the certificate, and go on sending the intermediate of the one before."""
    before = lab.pki.authority("middle-of-before", issuer=lab.pki.root)
    leaf = _short(lab)
    sent = (leaf.certificate, before.certificate)
    leaf.chain_file.write_bytes(b"".join(pem(each) for each in sent))
    return replace(ask(lab, nginx(lab, leaf)), verdict="likely")


def broken_one_of_two(lab: Lab) -> Scene:
    """Set the first of two servers up wrongly, for a certificate that does not say more."""
    return ask_two(lab, _short(lab), lab.pki.good)


def repaired(lab: Lab) -> Scene:
    """Send the intermediate along."""
    return ask(lab, nginx(lab, lab.pki.good))


def lookalike_private_authority(lab: Lab) -> Scene:
    """Send all but the root of a private authority, as is right."""
    return visit(nginx(lab, lab.pki.good))


def lookalike_own_list(lab: Lab) -> Scene:
    """Send a chain that the system trusts and the list of the command does not."""
    scene = ask(lab, nginx(lab, lab.pki.good), "--cacert", lab.pki.stranger.cert_file)
    return replace(scene, env={"SSL_CERT_FILE": str(lab.pki.ca_file)})


def lookalike_insecure(lab: Lab) -> Scene:
    """Fail behind an incomplete chain that the user has accepted with -k."""
    return ask(lab, nginx(lab, lab.pki.incomplete, "return 404;"), "-k")


def _short(lab: Lab) -> Identity:
    """Make a certificate without the address of its issuer's, sent alone."""
    leaf = lab.pki.leaf("short")
    leaf.chain_file.write_bytes(pem(leaf.certificate))
    return leaf
