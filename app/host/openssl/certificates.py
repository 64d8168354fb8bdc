"""x509 and verify: signing requests, showing and checking certificates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from app.host.openssl import extensions, keys
from app.host.openssl.configuration import Configuration
from app.host.openssl.given import Given, OpensslError
from app.host.openssl.keys import Key
from app.host.openssl.names import shown
from app.host.openssl.requests import new_serial, signed
from app.host.openssl.text import certificate_text, stamp

VALUED = {"-in", "-out", "-CA", "-CAkey", "-days", "-set_serial", "-CAserial", "-signkey", "-key", "-extfile",
          "-extensions", "-ext", "-nameopt", "-checkend", "-inform", "-outform"}  # fmt: skip
SWITCHES = {"-req", "-CAcreateserial", "-noout", "-subject", "-issuer", "-dates", "-startdate", "-enddate", "-serial",
            "-text", "-modulus", "-fingerprint", "-pubkey", "-email", "-sha1", "-md5", "-new"}  # fmt: skip
COPIED = frozenset({x509.SubjectKeyIdentifier, x509.AuthorityKeyIdentifier})


async def x509_command(given: Given) -> None:
    """`openssl x509`."""
    if "-req" in given:
        await _sign(given)
        return
    certificate = await given.certificate()
    tells: dict[str, Callable[[Given, x509.Certificate], str]] = {
        "-text": lambda _, one: certificate_text(one),
        "-subject": lambda g, one: f"subject={shown(one.subject, g.values.get('-nameopt', ''))}\n",
        "-issuer": lambda g, one: f"issuer={shown(one.issuer, g.values.get('-nameopt', ''))}\n",
        "-serial": lambda _, one: f"serial={_even(one.serial_number)}\n",
        "-dates": lambda _, one: _start(one) + _end(one),
        "-startdate": lambda _, one: _start(one),
        "-enddate": lambda _, one: _end(one),
        "-modulus": lambda _, one: _modulus(one),
        "-pubkey": lambda _, one: keys.public_pem(one.public_key()),  # type: ignore[arg-type]
        "-email": lambda _, one: _emails(one),
        "-fingerprint": _fingerprint,
        "-ext": _extensions,
    }
    for option in given.values:
        if option in tells:
            await given.run.stdout.write(tells[option](given, certificate))
    if "-checkend" in given:
        left = certificate.not_valid_after_utc.timestamp() - given.run.now()
        expires = left < given.number("-checkend", 0)
        await given.run.stdout.write(f"Certificate will {'' if expires else 'not '}expire\n")
        if expires:
            raise OpensslError("")
    if "-noout" not in given:
        form = Encoding.DER if given.values.get("-outform", "").upper() == "DER" else Encoding.PEM
        await given.out(certificate.public_bytes(form))


def _start(certificate: x509.Certificate) -> str:
    return f"notBefore={stamp(certificate.not_valid_before_utc)}\n"


def _end(certificate: x509.Certificate) -> str:
    return f"notAfter={stamp(certificate.not_valid_after_utc)}\n"


def _even(number: int) -> str:
    digits = f"{number:X}"
    return "0" * (len(digits) % 2) + digits


def _modulus(certificate: x509.Certificate) -> str:
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        return f"Modulus={public.public_numbers().n:X}\n"
    return "Modulus=No modulus for this public key type\n"


def _emails(certificate: x509.Certificate) -> str:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ""
    return "".join(f"{one}\n" for one in found.get_values_for_type(x509.RFC822Name))


def _fingerprint(given: Given, certificate: x509.Certificate) -> str:
    algorithm, title = (hashes.SHA256(), "sha256") if "-sha256" in given else (hashes.SHA1(), "SHA1")
    return f"{title} Fingerprint={certificate.fingerprint(algorithm).hex(':').upper()}\n"


def _extensions(given: Given, certificate: x509.Certificate) -> str:
    wanted = given.values["-ext"].split(",")
    found = [
        "{}\n    {}\n".format(*extensions.shown(one))
        for one in certificate.extensions
        if extensions.TITLES.get(type(one.value), ("", ""))[0] in wanted
    ]
    return "".join(found) or 'No extensions matching "' + given.values["-ext"] + '" found\n'


async def _sign(given: Given) -> None:
    request = await given.request()
    await given.run.stderr.write(f"Certificate request self-signature ok\nsubject={shown(request.subject)}\n")
    issuer, key = await _signer(given, request)
    name = given.values.get("-extfile")
    configuration = Configuration(given.file(name).decode() if name is not None else "")
    section = given.values.get("-extensions") or configuration.value("default", "extensions")
    lines = configuration.section(section or "default") if name is not None else []
    if section and not lines:
        raise OpensslError(f"Error checking extension section {section}")
    public = request.public_key()
    found = extensions.made(lines, configuration, public, key.public_key())  # type: ignore[arg-type]
    if found:  # Follows openssl 3: identifiers are added to every certificate with extensions
        found = _with_identifiers(found, public, key, self_signed=issuer == request.subject)
    serial = given.serial() or await _serial(given)
    builder = x509.CertificateBuilder(issuer, request.subject, public, serial)
    made = signed(given, builder, key, found)
    if "-noout" not in given:
        await given.out(made.public_bytes(Encoding.PEM))


def _with_identifiers(found: extensions.Made, public: object, key: Key, *, self_signed: bool) -> extensions.Made:
    held = {type(one) for one, _ in found}
    if x509.SubjectKeyIdentifier not in held:
        found.append((x509.SubjectKeyIdentifier.from_public_key(public), False))  # type: ignore[arg-type]
    if x509.AuthorityKeyIdentifier not in held and not self_signed:
        found.append((x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False))
    return found


async def _signer(given: Given, request: x509.CertificateSigningRequest) -> tuple[x509.Name, Key]:
    for option in ("-signkey", "-key"):
        if option in given:
            return request.subject, await given.key(option)
    if "-CA" not in given:
        raise OpensslError("We need a private key to sign with, use -key or -CAkey or -CA with private key")
    authority = await given.certificate("-CA")
    key = await given.key("-CAkey" if "-CAkey" in given else "-CA", "CA private key")
    if keys.public_pem(key.public_key()) != keys.public_pem(authority.public_key()):  # type: ignore[arg-type]
        raise OpensslError("CA certificate and CA private key do not match")
    return authority.subject, key


async def _serial(given: Given) -> int:
    """The next number of the authority's serial file, which `-CAcreateserial` makes."""
    place = given.values.get("-CAserial")
    if place is None:
        stem = given.values.get("-CA", "")
        place = (stem.rpartition(".")[0] or stem) + ".srl"
        if "-CAcreateserial" not in given:
            return new_serial(given)
    try:
        serial = int(given.run.read_file(place), 16) + 1
    except (OSError, ValueError):
        serial = new_serial(given)
    given.values["-CAserial"] = place
    await given.out(f"{_even(serial)}\n", "-CAserial")
    return serial


VERIFY_VALUED = {"-CAfile", "-untrusted", "-CApath"}


async def verify(given: Given) -> None:
    """`openssl verify -CAfile CA FILE...`: one step up to an authority, or more through `-untrusted`."""
    trusted = _all(given, "-CAfile")
    between = _all(given, "-untrusted")
    status = 0
    for name in given.operands:
        found = _one(given, name)
        problem = _problem(found, trusted, between, given.run.now())
        if not problem:
            await given.run.stdout.write(f"{name}: OK\n")
            continue
        status = 2
        await given.run.stderr.write(f"{shown(found.subject)}\n{problem}\nerror {name}: verification failed\n")
    if status:
        raise OpensslError("", status)


def _one(given: Given, name: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(given.run.read_file(name))
    except OSError:
        wrong = f"Could not open file or uri for loading certificate file from {name}"
    except ValueError:
        wrong = f"Could not read certificate file from {name}"
    raise OpensslError(f"{wrong}\nUnable to load certificate file", 2)


def _all(given: Given, option: str) -> list[x509.Certificate]:
    if option not in given:
        return []
    try:
        return x509.load_pem_x509_certificates(given.file(given.values[option], "certificate"))
    except ValueError:
        raise OpensslError(f"Error loading file {given.values[option]}") from None


def _problem(
    found: x509.Certificate, trusted: list[x509.Certificate], between: list[x509.Certificate], now: float
) -> str:
    """Why a certificate is not to be believed; empty when it is."""
    depth, current = 0, found
    while True:
        if datetime.fromtimestamp(now, UTC) > current.not_valid_after_utc:
            return f"error 10 at {depth} depth lookup: certificate has expired"
        if datetime.fromtimestamp(now, UTC) < current.not_valid_before_utc:
            return f"error 9 at {depth} depth lookup: certificate is not yet valid"
        if current in trusted or any(_issued(current, one) for one in trusted):
            return ""
        if _issued(current, current):
            return f"error {18 if depth == 0 else 19} at {depth} depth lookup: self-signed certificate" + (
                "" if depth == 0 else " in certificate chain"
            )
        above = next((one for one in between if _issued(current, one)), None)
        if above is None:
            return f"error 20 at {depth} depth lookup: unable to get local issuer certificate"
        depth, current = depth + 1, above


def _issued(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
