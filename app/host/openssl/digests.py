"""dgst and the digests' own names, base64, enc, rand, passwd."""

from __future__ import annotations

import base64
import hashlib

from app.host.openssl.given import Given, OpensslError

DIGESTS = {
    "md5": ("MD5", hashlib.md5), "sha1": ("SHA1", hashlib.sha1), "sha256": ("SHA2-256", hashlib.sha256),
    "sha384": ("SHA2-384", hashlib.sha384), "sha512": ("SHA2-512", hashlib.sha512),
}  # fmt: skip
OPTIONS = {f"-{name}" for name in DIGESTS}
ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


async def base64_text(given: Given) -> None:
    """`openssl base64` and `openssl enc -base64`."""
    data = await given.data()
    if given.name == "enc" and not {"-base64", "-a"} & set(given.values):
        raise OpensslError("enc: only -base64 works on this machine")
    if "-d" in given:
        try:
            await given.out(base64.b64decode(b"".join(data.split()), validate=True))
        except ValueError:
            raise OpensslError("error reading input file") from None
        return
    text = base64.b64encode(data).decode()
    width = (len(text) or 1) if "-A" in given else 64
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    await given.out("\n".join(lines) + ("" if "-A" in given or not text else "\n"))


async def rand(given: Given) -> None:
    """`openssl rand [-hex|-base64] COUNT`."""
    text = given.operands[0] if given.operands else "0"
    if not text.isdigit():
        raise given.wrong(f'Can\'t parse "{text}" as a number')
    count = int(text)
    if count > 1 << 20:
        raise OpensslError("rand: this machine gives a mebibyte at most")
    data = bytes.fromhex(given.run.host.randomness.hex(2 * count)) if count else b""
    if "-hex" in given:
        await given.out(data.hex() + "\n")
    elif "-base64" in given:
        text = base64.b64encode(data).decode()
        await given.out("".join(f"{text[at : at + 64]}\n" for at in range(0, len(text), 64)))
    else:
        await given.out(data)


async def digest(given: Given) -> None:
    """`openssl dgst -sha256 FILE...` and `openssl sha256 FILE...`."""
    kind = next((option[1:] for option in given.values if option[1:] in DIGESTS), given.name)
    title, method = DIGESTS.get(kind, DIGESTS["sha256"])
    for name in given.operands or ["stdin"]:
        data = await given.run.stdin.read() if name == "stdin" else given.file(name)
        found = method(data, usedforsecurity=False)
        if "-binary" in given:
            await given.out(found.digest())
            continue
        text = f"{found.hexdigest()} *{name}" if "-r" in given else f"{title}({name})= {found.hexdigest()}"
        await given.out(text + "\n")


async def passwd(given: Given) -> None:
    """`openssl passwd -apr1|-1 [-salt SALT] [PASSWORD...]`: Apache's and the older crypt's MD5."""
    magic = "apr1" if "-apr1" in given else "1"
    if not {"-apr1", "-1"} & set(given.values):
        raise OpensslError("passwd: -apr1 and -1 work on this machine")
    words = given.operands
    if not words:
        if "-stdin" not in given:
            await given.run.stderr.write("Password: ")
        text = (await given.run.stdin.read()).decode()
        words = text.splitlines()[:1]
    for word in words:
        salt = given.values.get("-salt") or "".join(given.run.host.randomness.choice(ALPHABET) for _ in range(8))
        await given.out(md5_crypt(word, salt[:8], magic) + "\n")


def md5_crypt(password: str, salt: str, magic: str) -> str:
    """Follows the MD5 crypt of FreeBSD, which Apache's apr1 took over."""
    secret, salted = password.encode(), salt.encode()
    inner = hashlib.md5(secret + salted + secret, usedforsecurity=False).digest()
    start = secret + f"${magic}$".encode() + salted
    start += (inner * (len(secret) // 16 + 1))[: len(secret)]
    bits = len(secret)
    while bits:
        start += b"\0" if bits & 1 else secret[:1]
        bits >>= 1
    final = hashlib.md5(start, usedforsecurity=False).digest()
    for turn in range(1000):
        mix = secret if turn & 1 else final
        mix += salted if turn % 3 else b""
        mix += secret if turn % 7 else b""
        mix += final if turn & 1 else secret
        final = hashlib.md5(mix, usedforsecurity=False).digest()
    order = ((0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5))
    groups = [_digits(final[a] << 16 | final[b] << 8 | final[c], 4) for a, b, c in order]
    text = "".join(groups) + _digits(final[11], 2)
    return f"${magic}${salt}${text}"


def _digits(value: int, count: int) -> str:
    return "".join(ALPHABET[value >> 6 * at & 63] for at in range(count))
