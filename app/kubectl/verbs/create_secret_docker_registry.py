"""`kubectl create secret docker-registry`."""

from __future__ import annotations

import base64

import orjson

from app.kubectl.call import Call
from app.kubectl.creation import metadata
from app.kubectl.errors import KubectlError
from app.kubectl.key_values import from_file
from app.kubectl.verbs.create_secret_generic import create_secret

SHORT = "Create a secret for logging in to a container registry"
KEY = ".dockerconfigjson"


async def run(call: Call) -> None:
    """Create it from a user's name and password, or from a file of credentials."""
    name = call.only_argument()
    flags = call.flags
    files = flags.words("from-file")
    user, password, server = flags.text("docker-username"), flags.text("docker-password"), flags.text("docker-server")
    if not files and not (user and password and server):
        raise KubectlError(
            "either --from-file or the combination of --docker-username, --docker-password and --docker-server is "
            "required"
        )
    data: dict[str, bytes] = {}
    if files:
        for source in files:
            from_file(call, source, data, ("Secret", name), KEY)
    else:
        auth = base64.b64encode(f"{user}:{password}".encode()).decode()
        entry = {"username": user, "password": password, "email": flags.text("docker-email"), "auth": auth}
        data[KEY] = orjson.dumps({"auths": {server: {key: value for key, value in entry.items() if value}}})
    encoded = {key: base64.b64encode(value).decode() for key, value in data.items()}
    obj = {
        "apiVersion": "v1", "kind": "Secret", "metadata": metadata(call, name), "data": encoded,
        "type": "kubernetes.io/dockerconfigjson",
    }  # fmt: skip
    await create_secret(call, obj)
