"""openssl: RSA keys, certificate requests and certificates, base64, digests, random bytes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace

from app.host.invocation import Invocation
from app.host.openssl import der, keys
from app.host.openssl.certificates import (
    Facts,
    certificate,
    colons,
    modulus_of,
    read_certificate,
    read_request,
    request,
    shown,
    stamp,
    subject_of,
    text_of,
)
from app.host.openssl.keys import Key

DAY = 86400
DIGESTS = {
    "md5": ("MD5", hashlib.md5), "sha1": ("SHA1", hashlib.sha1), "sha256": ("SHA2-256", hashlib.sha256),
    "sha512": ("SHA2-512", hashlib.sha512),
}  # fmt: skip
VALUED = {
    "genrsa": {"-out"}, "genpkey": {"-out", "-algorithm", "-pkeyopt"}, "rsa": {"-in", "-out"}, "pkey": {"-in", "-out"},
    "req": {"-key", "-subj", "-out", "-newkey", "-keyout", "-days", "-in", "-addext"},
    "x509": {"-in", "-out", "-CA", "-CAkey", "-days", "-set_serial", "-CAserial", "-signkey"},
    "base64": {"-in", "-out"}, "enc": {"-in", "-out"}, "rand": {"-out"}, "version": set(),
    "verify": {"-CAfile"}, "dgst": set(), "md5": set(), "sha1": set(), "sha256": set(), "sha512": set(),
}  # fmt: skip
SWITCHES = {
    "genrsa": set(), "genpkey": set(), "rsa": {"-pubout", "-check", "-noout", "-modulus"},
    "pkey": {"-pubout", "-noout"},
    "req": {"-new", "-x509", "-nodes", "-noenc", "-noout", "-subject", "-text", "-verify", "-batch", "-sha256"},
    "x509": {"-req", "-CAcreateserial", "-noout", "-subject", "-issuer", "-dates", "-startdate", "-enddate", "-serial",
             "-text", "-sha256", "-modulus", "-fingerprint"},
    "base64": {"-d", "-A", "-e"}, "enc": {"-d", "-A", "-e", "-base64", "-a"}, "rand": {"-hex", "-base64"},
    "dgst": {"-md5", "-sha1", "-sha256", "-sha512", "-r"}, "md5": {"-r"}, "sha1": {"-r"}, "sha256": {"-r"},
    "sha512": {"-r"}, "version": {"-a"}, "verify": set(),
}  # fmt: skip


class OpensslError(Exception):
    """What openssl complains about."""


class Given:
    """A subcommand's options and operands."""

    def __init__(self, run: Invocation, name: str, words: list[str]) -> None:
        self.run, self.name = run, name
        self.values: dict[str, str] = {}
        self.operands: list[str] = []
        rest = list(words)
        while rest:
            word = rest.pop(0)
            if word in VALUED[name]:
                if not rest:
                    raise OpensslError(f"{name}: Option {word} needs a value")
                self.values[word] = rest.pop(0)
            elif word in SWITCHES[name]:
                self.values[word] = ""
            elif word.startswith("-"):
                raise OpensslError(f"{name}: Unknown option or cipher: {word[1:]}")
            else:
                self.operands.append(word)

    def __contains__(self, option: str) -> bool:
        return option in self.values

    async def data(self, option: str = "-in") -> bytes:
        """The bytes of a file that an option names; standard input without it."""
        name = self.values.get(option)
        if name is None:
            return await self.run.stdin.read()
        try:
            return self.run.read_file(name)
        except OSError as error:
            raise OpensslError(f'Can\'t open "{name}" for reading, {error.strerror}') from None

    async def key(self, option: str) -> Key:
        """A private key."""
        found = keys.read(await self.data(option))
        if found is None:
            raise OpensslError(f"Could not read private key from {self.values.get(option, '<stdin>')}")
        return found

    async def out(self, text: str | bytes, option: str = "-out", mode: int = 0o644) -> None:
        """Write a result to its file, or to standard output."""
        data = text.encode() if isinstance(text, str) else text
        name = self.values.get(option)
        if name is None:
            await self.run.stdout.write(data)
        else:
            self.run.files.write_file(self.run.path(name), data, mode=mode)

    def days(self) -> float:
        """The end of a certificate that starts now."""
        text = self.values.get("-days", "30")
        if not text.isdigit():
            raise OpensslError(f'{self.name}: Non-positive number "{text}" for option -days')
        return self.run.now() + int(text) * DAY


async def main(run: Invocation) -> int:
    """Run a subcommand."""
    name, words = (run.args[0], run.args[1:]) if run.args else ("help", [])
    if name in ("help", "--help"):
        await run.stdout.write(f"Usage: openssl command [options]\n\nCommands:\n{' '.join(sorted(COMMANDS))}\n")
        return 0
    if name not in COMMANDS:
        await run.stderr.write(f"Invalid command '{name}'; type \"help\" for a list.\n")
        return 1
    if "-help" in words or "--help" in words:
        options = " ".join(sorted(VALUED[name] | SWITCHES[name]))
        await run.stdout.write(f"Usage: {name} [options]\nValid options are: {options}\n")
        return 0
    try:
        await COMMANDS[name](run, Given(run, name, words))
    except OpensslError as error:
        await run.stderr.write(f"{error}\n")
        return 1
    except ValueError:
        await run.stderr.write(f"Could not read what {name} needs from the file: not valid PEM\n")
        return 1
    return 0


def _new_key(run: Invocation, bits: str) -> Key:
    key = keys.generate(run.host.randomness, int(bits)) if bits.isdigit() else None
    if key is None:
        raise OpensslError(f"this machine makes RSA keys of 2048 and 4096 bits, not of {bits}")
    return key


async def _genrsa(run: Invocation, given: Given) -> None:
    bits = given.operands[0] if given.operands else "2048"
    if given.name == "genpkey":
        if given.values.get("-algorithm", "RSA").upper() != "RSA":
            raise OpensslError("this machine makes RSA keys only")
        bits = given.values.get("-pkeyopt", "rsa_keygen_bits:2048").partition(":")[2]
    await given.out(der.pem("PRIVATE KEY", _new_key(run, bits).private()), mode=0o600)


async def _rsa(run: Invocation, given: Given) -> None:
    key = await given.key("-in")
    if "-check" in given:
        await run.stdout.write("RSA key ok\n")
    if "-modulus" in given:
        await run.stdout.write(f"Modulus={key.modulus:X}\n")
    if "-pubout" in given:
        await given.out(der.pem("PUBLIC KEY", key.public()))
    elif "-noout" not in given:
        await given.out(der.pem("PRIVATE KEY", key.private()), mode=0o600)


async def _req(run: Invocation, given: Given) -> None:
    making = any(option in given for option in ("-new", "-newkey", "-x509"))
    if not making:
        facts = read_request(_block(await given.data(), "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"))
        await _tell(run, given, facts, is_request=True)
        return
    if "-newkey" in given:
        key = _new_key(run, given.values["-newkey"].removeprefix("rsa:"))
        private = der.pem("PRIVATE KEY", key.private())
        if "-keyout" in given:
            await given.out(private, "-keyout", mode=0o600)
        else:
            run.files.write_file(run.path("privkey.pem"), private.encode(), mode=0o600)
    elif "-key" in given:
        key = await given.key("-key")
    else:
        raise OpensslError("req: a key is needed here: -key FILE or -newkey rsa:2048")
    subject = subject_of(given.values.get("-subj", ""))
    if subject is None:
        wrong = "subject name is expected to be in the format /type0=value0/type1=value1/type2=..."
        raise OpensslError(
            f"req: {wrong}" if "-subj" in given else "req: questions are not asked here: give -subj /CN=NAME"
        )
    extra = given.values.get("-addext", "").replace(" ", "")
    sans = tuple(extra.removeprefix("subjectAltName=").split(",")) if extra.startswith("subjectAltName=") else ()
    if extra and not sans:
        raise OpensslError(f"req: -addext {given.values['-addext']}: only subjectAltName works on this machine")
    if "-x509" not in given:
        await given.out(der.pem("CERTIFICATE REQUEST", request(key, subject, sans)))
        return
    facts = Facts(subject, key.public(), sans, subject, _serial(run), run.now(), given.days(), authority=True)
    await given.out(der.pem("CERTIFICATE", certificate(facts, key)))


def _serial(run: Invocation) -> int:
    return int(run.host.randomness.hex(39), 16)


def _block(data: bytes, *labels: str) -> bytes:
    found = der.read_pem(data, *labels)
    if found is None:
        raise OpensslError(f"Unable to load {'X509 request' if 'REQUEST' in labels[0] else 'certificate'}")
    return found


async def _x509(run: Invocation, given: Given) -> None:
    if "-req" in given:
        facts = read_request(_block(await given.data(), "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"))
        if "-signkey" in given:
            issuer, key = facts.subject, await given.key("-signkey")
        elif "-CA" in given:
            issuer = read_certificate(_block(await given.data("-CA"), "CERTIFICATE")).subject
            key = await given.key("-CAkey" if "-CAkey" in given else "-CA")
        else:
            raise OpensslError("x509: who signs? -CA FILE -CAkey FILE, or -signkey FILE")
        serial = int(given.values["-set_serial"], 0) if "-set_serial" in given else _serial(run)
        await run.stderr.write(f"Certificate request self-signature ok\nsubject={shown(facts.subject)}\n")
        made = replace(facts, sans=(), issuer=issuer, serial=serial, starts=run.now(), ends=given.days())
        await given.out(der.pem("CERTIFICATE", certificate(made, key)))
        return
    block = _block(await given.data(), "CERTIFICATE")
    await _tell(run, given, read_certificate(block), is_request=False)
    if "-fingerprint" in given:
        digest = hashlib.sha256(block).hexdigest().upper()
        await run.stdout.write(f"sha256 Fingerprint={':'.join(digest[i : i + 2] for i in range(0, 64, 2))}\n")
    if "-noout" not in given:
        await given.out(der.pem("CERTIFICATE", block))


async def _tell(run: Invocation, given: Given, facts: Facts, *, is_request: bool) -> None:
    lines = {
        "-text": text_of(facts, is_request=is_request), "-subject": f"subject={shown(facts.subject)}\n",
        "-issuer": f"issuer={shown(facts.issuer)}\n",
        "-serial": f"serial={colons(facts.serial).replace(':', '').upper()}\n",
        "-dates": f"notBefore={stamp(facts.starts)}\nnotAfter={stamp(facts.ends)}\n",
        "-startdate": f"notBefore={stamp(facts.starts)}\n", "-enddate": f"notAfter={stamp(facts.ends)}\n",
        "-modulus": f"Modulus={modulus_of(facts.public):X}\n",
        "-verify": "Certificate request self-signature verify OK\n",
    }  # fmt: skip
    for option in given.values:
        if option in lines:
            await (run.stderr if option == "-verify" else run.stdout).write(lines[option])


async def _base64(run: Invocation, given: Given) -> None:
    data = await given.data()
    if "-d" in given:
        await given.out(base64.b64decode(b"".join(data.split()), validate=True))
        return
    text = base64.b64encode(data).decode()
    width = len(text) or 1
    lines = [
        text[i : i + (width if "-A" in given else 64)] for i in range(0, len(text), width if "-A" in given else 64)
    ]
    await given.out("\n".join(lines) + ("" if "-A" in given else "\n"))


async def _rand(run: Invocation, given: Given) -> None:
    if not given.operands or not given.operands[0].isdigit():
        raise OpensslError("rand: how many bytes?")
    data = bytes.fromhex(run.host.randomness.hex(2 * int(given.operands[0]))) if given.operands[0] != "0" else b""
    if "-hex" in given:
        await given.out(data.hex() + "\n")
    elif "-base64" in given:
        await given.out(base64.b64encode(data).decode() + "\n")
    else:
        await given.out(data)


async def _digest(run: Invocation, given: Given) -> None:
    kind = next((option[1:] for option in given.values if option[1:] in DIGESTS), given.name)
    title, method = DIGESTS.get(kind, DIGESTS["sha256"])
    for name in given.operands or ["stdin"]:
        data = await run.stdin.read() if name == "stdin" else run.read_file(name)
        digest = method(data, usedforsecurity=False).hexdigest()
        shown_as = f"{digest} *{name}" if "-r" in given else f"{title}({name})= {digest}"
        await run.stdout.write(shown_as + "\n")


async def _version(run: Invocation, given: Given) -> None:
    await run.stdout.write("OpenSSL 3.0.13 30 Jan 2024 (Library: OpenSSL 3.0.13 30 Jan 2024)\n")


async def _verify(run: Invocation, given: Given) -> None:
    authority = read_certificate(_block(await given.data("-CAfile"), "CERTIFICATE")) if "-CAfile" in given else None
    for name in given.operands:
        facts = read_certificate(_block(run.read_file(name), "CERTIFICATE"))
        if authority is None or facts.issuer != authority.subject:
            raise OpensslError(f"error {name}: verification failed")
        await run.stdout.write(f"{name}: OK\n")


COMMANDS: dict[str, Callable[[Invocation, Given], Awaitable[None]]] = {
    "genrsa": _genrsa, "genpkey": _genrsa, "rsa": _rsa, "pkey": _rsa, "req": _req, "x509": _x509, "base64": _base64,
    "enc": _base64, "rand": _rand, "dgst": _digest, "md5": _digest, "sha1": _digest, "sha256": _digest,
    "sha512": _digest, "version": _version, "verify": _verify,
}  # fmt: skip
