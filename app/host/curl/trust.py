"""Which servers curl takes, and what it says of the others.

Follows curl lib/vtls/openssl.c and gtls.c, src/tool_operate.c, and openssl crypto/x509/x509_vfy.c.
"""

from __future__ import annotations

from app.host.curl import request
from app.host.curl.transfer import CurlError
from app.host.invocation import Invocation
from app.host.options import Options
from app.network.network import UntrustedError
from app.network.tls import AUTHORITY, EXPIRED, NAME, VERSIONS, Trust

MORE = (
    "\nMore details here: {}\n\n"
    "curl failed to verify the legitimacy of the server and therefore could not\n"
    "establish a secure connection to it. To learn more about this situation and\n"
    "how to fix it, please visit the web page mentioned above."
)
OLD = """
More details here: http://curl.haxx.se/docs/sslcerts.html

curl performs SSL certificate verification by default, using a "bundle"
 of Certificate Authority (CA) public keys (CA certs). If the default
 bundle file isn't adequate, you can specify an alternate file
 using the --cacert option.
If this HTTPS server uses a certificate signed by a CA represented in
 the bundle, the certificate verification probably failed due to a
 problem with the certificate (it might be expired, or the name might
 not match the domain name in the URL).
If you'd like to turn off curl's verification of the certificate, use
 the -k (or --insecure) option."""
TLS_MAX = {"default": 3, "1.0": 0, "1.1": 1, "1.2": 2, "1.3": 3}  # the minor versions
OPENSSL = {EXPIRED: "certificate has expired", AUTHORITY: "unable to get local issuer certificate"}


def tls_versions(options: Options) -> frozenset[str]:
    """The versions of TLS that the options allow, of those that Ubuntu's OpenSSL speaks."""
    most = options.last("tls-max", "default")
    if most not in TLS_MAX:
        raise CurlError(2, "option --tls-max: is badly used here")
    least = next((number for number, name in ((3, "tlsv1.3"), (2, "tlsv1.2")) if name in options), 0)
    allowed = frozenset(one for one in VERSIONS if least <= int(one[-1]) <= TLS_MAX[most])
    if not allowed:
        raise CurlError(35, "OpenSSL/3.0.13: error:0A0000BF:SSL routines::no protocols available")
    return allowed


def trusting(run: Invocation, options: Options, host: str, place: str) -> Trust:
    """What is asked of a server, by the options; `place` is where `host` really lies."""
    versions = tls_versions(options)
    if "insecure" in options:
        return Trust(host, versions=versions, checks=False)
    roots = None
    for name in ("cacert", "capath"):
        if name in options:
            roots = (roots or b"") + _authorities(run, options.last(name))
    outside = place in run.host.network.public and roots is None
    return Trust(place if outside else host, roots, common_names=True, versions=versions)


def _authorities(run: Invocation, path: str) -> bytes:
    """The certificates of a file, or of all files of a directory."""
    if run.kind_of(path) == "directory":
        return b"".join(run.read_file(f"{path}/{name}") for name in run.list_directory(path)
                        if run.kind_of(f"{path}/{name}") == "file")  # fmt: skip
    old = run.host.spec.style == "2018"
    try:
        data = request.file_of(run, path, 77)
    except CurlError:
        data = b""
    if b"-----BEGIN CERTIFICATE-----" not in data:
        words = (
            "error reading ca cert file {} (Error while reading file.)" if old else "error setting certificate file: {}"
        )
        raise CurlError(77, words.format(path))
    return data


def refusal(wrong: UntrustedError, host: str, *, old: bool) -> CurlError:
    """curl's exit status and words. OpenSSL looks for who signed first, then at the time; names come last."""
    kinds = {flaw.kind: flaw for flaw in wrong.flaws}
    kind = next(one for one in (AUTHORITY, EXPIRED, NAME, *kinds) if one in kinds)
    if old:
        return CurlError(51 if kind == NAME else 60, _gnutls(wrong, kind, host))
    if kind == NAME:
        text = f"SSL: no alternative certificate subject name matches target host name '{host}'"
    elif kind == AUTHORITY and kinds[kind].is_own_issuer:
        text = "SSL certificate problem: self-signed certificate"
    else:
        early = kind == EXPIRED and " is before " in kinds[kind].text
        words = "certificate is not yet valid" if early else OPENSSL.get(kind, "unsuitable certificate purpose")
        text = f"SSL certificate problem: {words}"
    return CurlError(60, text + MORE.format("https://curl.se/docs/sslcerts.html"))


def _gnutls(wrong: UntrustedError, kind: str, host: str) -> str:
    if kind == NAME:
        return f"SSL: certificate subject name ({wrong.flaws[0].subject}) does not match target host name '{host}'"
    return "server certificate verification failed. CAfile: /etc/ssl/certs/ca-certificates.crt CRLfile: none" + OLD
