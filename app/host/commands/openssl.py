"""openssl: keys, certificate requests and certificates, base64, digests, random bytes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from app.host.invocation import Invocation
from app.host.openssl import certificates, digests, key_commands, requests
from app.host.openssl.extensions import ExtensionError
from app.host.openssl.given import HARMLESS, Given, OpensslError
from app.host.openssl.names import NameFormError

VERSION = "OpenSSL 3.0.13 30 Jan 2024 (Library: OpenSSL 3.0.13 30 Jan 2024)\n"


async def _version(given: Given) -> None:
    await given.run.stdout.write(VERSION)


@dataclass(frozen=True)
class Subcommand:
    """What runs, and the options it takes."""

    run: Callable[[Given], Awaitable[None]]
    valued: set[str] = field(default_factory=set)
    switches: set[str] = field(default_factory=set)


def _keys(name: str, run: Callable[[Given], Awaitable[None]]) -> Subcommand:
    return Subcommand(run, key_commands.VALUED[name], key_commands.SWITCHES[name])


_DIGEST = Subcommand(digests.digest, {"-out"}, {"-r", "-binary", "-hex"})
SUBCOMMANDS = {
    "genrsa": _keys("genrsa", key_commands.genrsa),
    "genpkey": _keys("genpkey", key_commands.genpkey),
    "ecparam": _keys("ecparam", key_commands.ecparam),
    "rsa": _keys("rsa", key_commands.show),
    "ec": _keys("ec", key_commands.show),
    "pkey": _keys("pkey", key_commands.show),
    "req": Subcommand(requests.req, requests.VALUED, requests.SWITCHES),
    "x509": Subcommand(certificates.x509_command, certificates.VALUED, certificates.SWITCHES),
    "verify": Subcommand(certificates.verify, certificates.VERIFY_VALUED),
    "base64": Subcommand(digests.base64_text, {"-in", "-out"}, {"-d", "-A", "-e"}),
    "enc": Subcommand(digests.base64_text, {"-in", "-out"}, {"-d", "-A", "-e", "-base64", "-a"}),
    "rand": Subcommand(digests.rand, {"-out"}, {"-hex", "-base64"}),
    "passwd": Subcommand(digests.passwd, {"-salt"}, {"-apr1", "-1", "-stdin"}),
    "dgst": Subcommand(digests.digest, {"-out"}, {"-r", "-binary", "-hex", *digests.OPTIONS}),
    **dict.fromkeys(digests.DIGESTS, _DIGEST),
    "version": Subcommand(_version),
}


async def main(run: Invocation) -> int:
    """Run a subcommand."""
    name, words = (run.args[0], run.args[1:]) if run.args else ("help", [])
    if name in ("help", "--help"):
        await run.stdout.write(
            f"Usage: openssl command [options]\n\nStandard commands\n{' '.join(sorted(SUBCOMMANDS))}\n"
        )
        return 0
    known = SUBCOMMANDS.get(name)
    if known is None:
        await run.stderr.write(f"Invalid command '{name}'; type \"help\" for a list.\n")
        return 1
    if "-help" in words or "--help" in words:
        options = " ".join(sorted(known.valued | known.switches | HARMLESS))
        await run.stdout.write(f"Usage: {name} [options]\nValid options are: {options}\n")
        return 0
    try:
        await known.run(Given(run, name, words, known.valued, known.switches))
    except OpensslError as error:
        await run.stderr.write(f"{error}\n" if str(error) else "")
        return error.status
    except (NameFormError, ExtensionError) as wrong:
        await run.stderr.write(f"{name}: {wrong}\n" if isinstance(wrong, NameFormError) else f"{wrong}\n")
        return 1
    return 0
