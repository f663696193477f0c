"""The broken site: starts its boxes, and ends them by their own process ids."""

import datetime as dt
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from wwwhy.errors import WwwhyError

_PATIENCE = 10.0


class Site:
    """The running demo site; leaving the `with` block ends it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="wwwhy-demo-")
        self._boxes: list[subprocess.Popen[str]] = []
        self.log = Path(self._folder.name) / "gateway-error.log"
        """The gateway's error log."""
        self.gateway = self.secure = self.names = 0
        """Ports of the gateway, of the server with the old certificate, and of the name server."""

    def __enter__(self) -> Self:
        self.log.touch()
        try:
            application = self._start("application")
            self.gateway = self._start("gateway", application, _closed_port(), self.log)
            certificate = Path(self._folder.name) / "old.pem"
            certificate.write_bytes(old_certificate("127.0.0.1"))
            self.secure = self._start("secure", certificate)
            self.names = self._start("names")
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def _start(self, box: str, *arguments: object) -> int:
        """Start one box and return its port."""
        process = subprocess.Popen(  # noqa: S603 (our own modules, no shell)
            [sys.executable, "-m", f"wwwhy.demo.boxes.{box}", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._boxes.append(process)
        line = process.stdout.readline() if process.stdout else ""
        if not line.strip().isdigit():
            raise WwwhyError("The demo's {box} did not start; try again, or report it.", box=box)
        return int(line)

    def _end(self) -> None:
        for process in self._boxes:
            process.terminate()
        for process in self._boxes:
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()
        self._folder.cleanup()


def old_certificate(address: str) -> bytes:
    """Make a key and a certificate that expired a week ago, in PEM."""
    import ipaddress  # noqa: PLC0415 (needed here only, with the 30 ms of cryptography)

    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "demo shop")])
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=97))
        .not_valid_after(now - dt.timedelta(days=7))
        .add_extension(alternative, critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def _closed_port() -> int:
    """Return a port that refuses: bound once, and free again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
