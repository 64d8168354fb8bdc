"""kubeadm token. Follows kubernetes cmd/kubeadm/app/cmd/token.go."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.host.invocation import Invocation
from app.host.kubeadm.asking import PKI, error, kubectl, table
from app.host.options import Options
from app.sim.clock import parse_rfc3339, rfc3339

AUTHORITY = f"{PKI}/ca.crt"
DAY = 86400
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
GROUP = "system:bootstrappers:kubeadm:default-node-token"


def fresh(run: Invocation) -> str:
    """A token that nobody has."""
    letters = "".join(ALPHABET[run.host.randomness.integer(0, 35)] for _ in range(22))
    return f"{letters[:6]}.{letters[6:]}"


async def generate(run: Invocation, options: Options) -> int:
    """Print a token that nobody has."""
    await run.stdout.write(f"{fresh(run)}\n")
    return 0


async def create(run: Invocation, options: Options) -> int:
    """Make a token, and say how to join with it."""
    seconds = DAY
    if "ttl" in options:
        hours = options.last("ttl").removesuffix("h")
        if not hours.isdigit():
            return await error(run, f'invalid argument "{options.last("ttl")}" for "--ttl" flag: only hours (24h) or 0')
        seconds = int(hours) * 3600
    token = options.operands[0] if options.operands else fresh(run)
    identity, dot, secret = token.partition(".")
    if len(identity) != 6 or len(secret) != 16 or not dot:
        return await error(
            run, f'the bootstrap token "{token}" was not of the form "\\\\A([a-z0-9]{{6}})\\\\.([a-z0-9]{{16}})\\\\z"'
        )
    values = {
        "token-id": identity, "token-secret": secret, "usage-bootstrap-authentication": "true",
        "usage-bootstrap-signing": "true", "auth-extra-groups": GROUP,
    }  # fmt: skip
    if seconds:
        values["expiration"] = rfc3339(run.now() + seconds)
    if "description" in options:
        values["description"] = options.last("description")
    made = {
        "apiVersion": "v1", "kind": "Secret", "type": "bootstrap.kubernetes.io/token", "stringData": values,
        "metadata": {"name": f"bootstrap-token-{identity}", "namespace": "kube-system"},
    }  # fmt: skip
    status, text = await kubectl(run, options, ["create", "-f", "-"], json.dumps(made))
    if status:
        return await error(run, text.strip())
    if "silent" in options:
        return 0
    if "print-join-command" in options:
        server = await kubectl(run, options, ["config", "view", "-o", "jsonpath={.clusters[0].cluster.server}"])
        digest = key_hash(run.files.read_file(AUTHORITY))
        where = server[1].removeprefix("https://")
        token = f"kubeadm join {where} --token {token} --discovery-token-ca-cert-hash sha256:{digest} "
    await run.stdout.write(f"{token}\n")
    return 0


def key_hash(certificate: bytes) -> str:
    """The SHA-256 of a certificate's public key, as `--discovery-token-ca-cert-hash` has it."""
    public = x509.load_pem_x509_certificate(certificate).public_key()
    return hashlib.sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


async def _secrets(run: Invocation, options: Options) -> tuple[list[dict[str, str]], str]:
    words = ["get", "secrets", "-n", "kube-system", "-o", "json", "--field-selector=type=bootstrap.kubernetes.io/token"]
    status, text = await kubectl(run, options, words)
    if status:
        return [], text.strip()
    items: list[dict[str, Any]] = json.loads(text)["items"]
    found = [{key: base64.b64decode(value).decode() for key, value in item["data"].items()} for item in items]
    return found, ""


async def listed(run: Invocation, options: Options) -> int:
    """The tokens of the cluster."""
    found, wrong = await _secrets(run, options)
    if wrong:
        return await error(run, wrong)
    rows = [["TOKEN", "TTL", "EXPIRES", "USAGES", "DESCRIPTION", "EXTRA GROUPS"]]
    for one in found:
        expires = one.get("expiration", "")
        left = max(0, int(parse_rfc3339(expires) - run.now())) if expires else 0
        ttl = f"{left // 3600}h" if left >= 3600 else f"{left // 60}m"
        rows.append([
            f"{one['token-id']}.{one['token-secret']}", ttl if expires else "<forever>", expires or "<never>",
            "authentication,signing", one.get("description", "<none>"), one.get("auth-extra-groups", "<none>"),
        ])  # fmt: skip
    if found:
        await run.stdout.write(table(rows))
    return 0


async def delete(run: Invocation, options: Options) -> int:
    """Take tokens away."""
    if not options.operands:
        return await error(run, "missing argument; 'token delete' is missing token of form \"[a-z0-9]{6}\"")
    for token in options.operands:
        identity = token.partition(".")[0]
        words = ["delete", "secret", "-n", "kube-system", f"bootstrap-token-{identity}"]
        status, text = await kubectl(run, options, words)
        if status:
            return await error(run, f'failed to delete bootstrap token "{identity}": {text.strip()}')
        await run.stdout.write(f'bootstrap token "{identity}" deleted\n')
    return 0
