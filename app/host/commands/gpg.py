"""gpg: keys of package repositories, from the form that is sent to the one that apt reads and back.

Follows GnuPG g10/armor.c and g10/dearmor.c. Nothing else is simulated: no key is made, and nothing signed.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage("gpg [options] [files]", "Sign, check, encrypt or decrypt", (
    Option("", "dearmor", "", "remove the ASCII armor of a file"), Option("", "enarmor", "", "add ASCII armor"),
    Option("o", "output", "FILE", "write output to FILE"), Option("", "yes", "", "assume yes on most questions"),
    Option("", "batch", "", "never ask"), Option("", "no-tty", "", "do not use the terminal"),
    Option("", "version", "", "print the version")), status=2)  # fmt: skip
_ARMOR = re.compile(
    rb"-----BEGIN PGP [A-Z ]+-----\r?\n(?:[^\n]+: [^\n]*\n)*\s*"
    rb"(?P<body>[A-Za-z0-9+/=\s]+?)(?:^=\S{4}\s*)?-----END PGP [A-Z ]+-----",
    re.M,
)


async def main(run: Invocation) -> int:
    """Change a file's form."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    if "version" in options:
        await run.stdout.write("gpg (GnuPG) 2.4.4\n")
        return 0
    if "dearmor" not in options and "enarmor" not in options:
        return await run.fail("only --dearmor and --enarmor are simulated here", 2)
    try:
        data = run.read_file(options.operands[0]) if options.operands else await run.stdin.read()
    except OSError as error:
        return await run.fail(f"can't open '{options.operands[0]}': {error.strerror}", 2)
    made = _plain(data) if "dearmor" in options else _armored(data)
    if made is None:
        return await run.fail("no valid OpenPGP data found.", 2)
    output = options.last("output")
    if not output or output == "-":
        await run.stdout.write(made)
        return 0
    if run.files.exists(run.path(output)) and "yes" not in options:
        return await run.fail(f"dearmoring failed: File exists: '{output}'", 2)
    try:
        run.files.write_file(run.path(output), made)
    except OSError as error:
        return await run.fail(f"can't create '{output}': {error.strerror}", 2)
    return 0


def _plain(data: bytes) -> bytes | None:
    found = _ARMOR.search(data)
    if found is None:
        return None
    try:
        return b64decode(b"".join(found["body"].split()))
    except binascii.Error:
        return None


def _armored(data: bytes) -> bytes | None:
    body = b64encode(data).decode()
    lines = "".join(f"{body[at : at + 64]}\n" for at in range(0, len(body), 64))
    return f"-----BEGIN PGP ARMORED FILE-----\n\n{lines}-----END PGP ARMORED FILE-----\n".encode() if data else None
