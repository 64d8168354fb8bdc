"""req: certificate requests, and certificates that sign themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from app.host.openssl import extensions, keys
from app.host.openssl.configuration import Configuration
from app.host.openssl.given import Given, OpensslError
from app.host.openssl.key_commands import new_ec, new_rsa
from app.host.openssl.keys import Key
from app.host.openssl.names import name_of, pairs_of, shown
from app.host.openssl.text import request_text

VALUED = {"-key", "-subj", "-out", "-newkey", "-keyout", "-days", "-in", "-addext", "-config", "-extensions",
          "-reqexts", "-pkeyopt", "-set_serial", "-nameopt"}  # fmt: skip
SWITCHES = {"-new", "-x509", "-noout", "-subject", "-text", "-verify", "-modulus", "-pubkey"}
HASHES = {"-sha256": hashes.SHA256, "-sha384": hashes.SHA384, "-sha512": hashes.SHA512}
INTRODUCTION = """You are about to be asked to enter information that will be incorporated
into your certificate request.
What you are about to enter is what is called a Distinguished Name or a DN.
There are quite a few fields but you can leave some blank
For some fields there will be a default value,
If you enter '.', the field will be left blank.
-----
"""
QUESTIONS = (
    ("C", "Country Name (2 letter code)", "AU"), ("ST", "State or Province Name (full name)", "Some-State"),
    ("L", "Locality Name (eg, city)", ""), ("O", "Organization Name (eg, company)", "Internet Widgits Pty Ltd"),
    ("OU", "Organizational Unit Name (eg, section)", ""), ("CN", "Common Name (e.g. server FQDN or YOUR name)", ""),
    ("emailAddress", "Email Address", ""),
)  # fmt: skip
EXTRA = "\nPlease enter the following 'extra' attributes\nto be sent with your certificate request\n"
CA_EXTENSIONS = [
    ("subjectKeyIdentifier", "hash"), ("authorityKeyIdentifier", "keyid:always"),
    ("basicConstraints", "critical,CA:true"),
]  # fmt: skip


async def req(given: Given) -> None:
    """`openssl req`."""
    making = any(option in given for option in ("-new", "-newkey", "-x509"))
    if making:
        await _make(given)
        return
    request = await given.request()
    await _tell(given, request)
    if "-noout" not in given:
        await given.out(request.public_bytes(Encoding.PEM))


async def _make(given: Given) -> None:
    given.number("-days", 30)  # a wrong number is told of before anything is made
    configuration = Configuration(given.file(given.values["-config"]).decode() if "-config" in given else "")
    key = await _key(given, configuration)
    subject, skipped = name_of(await _subject(given, configuration))
    for name in skipped:
        await given.run.stderr.write(f'req warning: Skipping unknown subject name attribute "{name}"\n')
    wanted = _wanted(given, configuration)
    public = key.public_key()
    if "-x509" in given:
        lines = CA_EXTENSIONS if "-config" not in given else []
        issuer = public
        found = extensions.made([*lines, *wanted], configuration, public, issuer)
        certificate = _self_signed(given, key, subject, found)
        await given.out(certificate.public_bytes(Encoding.PEM))
        return
    builder = x509.CertificateSigningRequestBuilder(subject)
    for extension, critical in extensions.made(wanted, configuration, public, None):
        builder = builder.add_extension(extension, critical)
    request = builder.sign(key, hash_for(key))
    await _tell(given, request)
    if "-noout" not in given:
        await given.out(request.public_bytes(Encoding.PEM))


async def _tell(given: Given, request: x509.CertificateSigningRequest) -> None:
    public, out = request.public_key(), given.run.stdout
    if "-verify" in given:
        await given.run.stderr.write("Certificate request self-signature verify OK\n")
    if "-pubkey" in given:
        await out.write(keys.public_pem(public))  # type: ignore[arg-type]  # only keys that sign make requests
    if "-text" in given:
        await out.write(request_text(request))
    if "-subject" in given:
        await out.write(f"subject={shown(request.subject, given.values.get('-nameopt', ''))}\n")
    if "-modulus" in given and isinstance(public, rsa.RSAPublicKey):
        await out.write(f"Modulus={public.public_numbers().n:X}\n")


def hash_for(key: Key) -> hashes.SHA256 | None:
    """What is signed with this key: a SHA-256, but for keys that bring their own."""
    return None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()


async def _key(given: Given, configuration: Configuration) -> Key:
    if "-key" in given:
        return await given.key("-key")
    kind, _, value = given.values.get("-newkey", "").partition(":")
    bits = configuration.value("req", "default_bits") or "2048"
    key: Key
    if kind in ("", "rsa"):
        key = new_rsa(given, value or bits)
    elif kind == "ec":
        key = new_ec(given, given.values.get("-pkeyopt", "").partition(":")[2])
    elif kind == "ed25519":
        key = keys.generate_ed25519(given.run.host.randomness)
    else:
        raise OpensslError(f"req: Unknown algorithm {kind}")
    place = given.values.get("-keyout") or configuration.value("req", "default_keyfile") or "privkey.pem"
    given.values["-keyout"] = place
    await given.out(keys.private_pem(key), "-keyout", mode=0o600)
    await given.run.stderr.write("-----\n")
    return key


async def _subject(given: Given, configuration: Configuration) -> list[tuple[str, str]]:
    if "-subj" in given:
        return pairs_of(given.values["-subj"])
    section = configuration.section(configuration.value("req", "distinguished_name"))
    if configuration.value("req", "prompt") == "no":
        if not section:
            raise OpensslError("Error making certificate request")
        return section
    return await _ask(given, configuration)


async def _ask(given: Given, configuration: Configuration) -> list[tuple[str, str]]:
    """The questions of the default configuration, or of the one given."""
    lines = configuration.section(configuration.value("req", "distinguished_name"))
    defaults = {name.removesuffix("_default"): value for name, value in lines if name.endswith("_default")}
    asked = [(name, text, defaults.get(name, "")) for name, text in lines if "_" not in name] or QUESTIONS
    errors, answers = given.run.stderr, _Lines(given)
    await errors.write(INTRODUCTION)
    found = []
    for name, question, default in asked:
        await errors.write(f"{question} [{default}]:")
        answer = (await answers.next()) or default
        if answer != ".":
            found.append((name, answer))
    if "-x509" not in given and asked is QUESTIONS:
        await errors.write(EXTRA)
        for question in ("A challenge password", "An optional company name"):
            await errors.write(f"{question} []:")
            await answers.next()
    if not any(value for _, value in found):
        raise OpensslError("Error: No objects specified in config file\nError making certificate request")
    return found


class _Lines:
    """Answers typed, or piped, a line each; empty ones from the end of input on."""

    def __init__(self, given: Given) -> None:
        self.stdin, self.held = given.run.stdin, b""

    async def next(self) -> str:
        while b"\n" not in self.held:
            more = await self.stdin.chunk()
            if not more:
                break
            self.held += more
        line, _, self.held = self.held.partition(b"\n")
        return line.decode("utf-8", "replace").strip()


def _wanted(given: Given, configuration: Configuration) -> list[tuple[str, str]]:
    """The extension lines that are asked for."""
    option, name = ("-extensions", "x509_extensions") if "-x509" in given else ("-reqexts", "req_extensions")
    section = given.values.get(option) or configuration.value("req", name)
    if given.values.get(option) and not configuration.section(section):
        raise OpensslError(f"Error checking {'x509' if '-x509' in given else 'request'} extension section {section}")
    lines = list(configuration.section(section))
    if "-addext" in given:
        name, _, value = given.values["-addext"].partition("=")
        lines.append((name.strip(), value.strip()))
    return lines


def _self_signed(given: Given, key: Key, subject: x509.Name, found: extensions.Made) -> x509.Certificate:
    serial = given.serial() or new_serial(given)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), serial)
    return signed(given, builder, key, found)


def new_serial(given: Given) -> int:
    """A random serial number of 20 bytes, as openssl makes them."""
    return int(given.run.host.randomness.hex(40), 16) >> 1 | 1 << 158


def signed(given: Given, builder: x509.CertificateBuilder, key: Key, found: extensions.Made) -> x509.Certificate:
    """A certificate that begins now and is good for `-days` (30 without it)."""
    now = datetime.fromtimestamp(int(given.run.now()), UTC)
    end = now + timedelta(days=given.number("-days", 30))
    builder = builder.not_valid_before(now).not_valid_after(end)
    for extension, critical in found:
        builder = builder.add_extension(extension, critical)
    return builder.sign(key, hash_for(key))
