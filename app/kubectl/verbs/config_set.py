"""`kubectl config set`."""

from __future__ import annotations

import base64
import binascii

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.gotext import quote
from app.kubectl.kubeconfig_files import unexpected
from app.kubectl.kubeconfig_property import set_property

SHORT = "Set one property of the kubeconfig"


async def run(call: Call) -> None:
    """Set it."""
    if len(call.args) != 2:
        raise await unexpected(call)
    path, value = call.args
    if call.flags.on("set-raw-bytes"):
        data = value.encode()
    elif path.endswith("-data"):
        try:
            data = base64.b64decode(value, validate=True)
        except binascii.Error:
            raise KubectlError("error decoding input value: illegal base64 data at input byte 0") from None
    else:
        data = b""
    set_property(call, path, base64.b64encode(data).decode() if data else value)
    await call.say(f"Property {quote(path)} set.")
