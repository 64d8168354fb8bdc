"""Passwords and certificates. Follows github.com/Masterminds/sprig/v3 crypto.go.

Differs: there are no real keys on these machines, so what would make one fails and says so.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from app.kubectl.output.gotemplate.builtins import CallError, Function
from app.sim.randomness import Randomness

_TEMPLATES = {
    "maximum": ("anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"),
    "long": (
        "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv", "CvccCvcvCvcvno",
        "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc", "CvcvCvcvnoCvcc", "CvcvCvcvCvccno",
        "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno", "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno",
        "CvccnoCvcvCvcc", "CvccCvcvnoCvcc", "CvccCvcvCvccno",
    ),
    "medium": ("CvcnoCvc", "CvcCvcno"),
    "short": ("Cvcn",),
    "basic": ("aaanaaan", "aannaaan", "aaannaaa"),
    "pin": ("nnnn",),
}  # fmt: skip
_LETTERS = {
    "V": "AEIOU", "C": "BCDFGHJKLMNPQRSTVWXYZ", "v": "aeiou", "c": "bcdfghjklmnpqrstvwxyz",
    "A": "AEIOUBCDFGHJKLMNPQRSTVWXYZ", "a": "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz", "n": "0123456789",
    "o": "@&%?,=[]_:-+*$#!'^~;()/.", "x": "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
}  # fmt: skip


def _derive(counter: int, kind: str, password: str, user: str, site: str) -> str:
    """The Master Password algorithm."""
    if kind not in _TEMPLATES:
        return f'cannot find password template "{kind}"'

    def framed(text: str) -> bytes:
        return len(text.encode()).to_bytes(4, "big") + text.encode()

    salt = b"com.lyndir.masterpassword" + framed(user)
    key = hashlib.scrypt(password.encode(), salt=salt, n=32768, r=8, p=2, dklen=64, maxmem=1 << 26)
    message = b"com.lyndir.masterpassword" + framed(site) + counter.to_bytes(4, "big")
    seed = hmac.new(key, message, hashlib.sha256).digest()
    template = _TEMPLATES[kind][seed[0] % len(_TEMPLATES[kind])]
    return "".join(_LETTERS[sign][seed[place + 1] % len(_LETTERS[sign])] for place, sign in enumerate(template))


def _refused(name: str) -> Function:
    def refuse(*_: Any) -> Any:
        raise CallError(f"{name} is not available here: this machine makes no keys")

    return Function(refuse, ("any",), variadic=True)


def table(_: Randomness) -> dict[str, Function]:
    """The functions that make secrets."""
    names = (
        "genPrivateKey", "genCA", "genCAWithKey", "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert",
        "genSignedCertWithKey", "buildCustomCert", "encryptAES", "decryptAES", "bcrypt", "htpasswd",
    )  # fmt: skip
    refused = {name: _refused(name) for name in names}
    return {"derivePassword": Function(_derive, ("int", "string", "string", "string", "string")), **refused}
