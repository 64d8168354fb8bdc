"""kubeadm: what is asked of it on a cluster that runs: its version, join tokens, how long certificates last.

Follows kubernetes cmd/kubeadm/app/cmd/{version,token,certs}.go. Building or upgrading a cluster is not simulated.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage, WrongUsageError
from app.sim.clock import parse_rfc3339, rfc3339

PKI = "/etc/kubernetes/pki"
ADMIN, AUTHORITY = "/etc/kubernetes/admin.conf", f"{PKI}/ca.crt"
DAY = 86400
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
GROUP = "system:bootstrappers:kubeadm:default-node-token"
KUBECONFIG = Option("", "kubeconfig", "FILE", "the kubeconfig file to use")
USAGES = {
    ("version",): Usage("kubeadm version [flags]", "Print the version of kubeadm", (
        Option("o", "output", "FORMAT", "short, yaml or json"),)),
    ("token", "list"): Usage("kubeadm token list [flags]", "List bootstrap tokens on the server", (KUBECONFIG,)),
    ("token", "create"): Usage("kubeadm token create [token]", "Create bootstrap tokens on the server", (
        KUBECONFIG, Option("", "print-join-command", "", "print the full 'kubeadm join' flag"),
        Option("", "ttl", "DURATION", "how long before the token is deleted"),
        Option("", "description", "TEXT", "how this token is used"))),
    ("token", "delete"): Usage("kubeadm token delete [token-value] ...", "Delete bootstrap tokens", (KUBECONFIG,)),
    ("token", "generate"): Usage("kubeadm token generate [flags]", "Generate a bootstrap token without creating it"),
    ("certs", "check-expiration"): Usage("kubeadm certs check-expiration [flags]", "Check certificates expiration"),
}  # fmt: skip
CERTIFICATES = (
    ("admin.conf", "ca"), ("apiserver", "ca"), ("apiserver-etcd-client", "etcd-ca"), ("apiserver-kubelet-client", "ca"),
    ("controller-manager.conf", "ca"), ("etcd-healthcheck-client", "etcd-ca"), ("etcd-peer", "etcd-ca"),
    ("etcd-server", "etcd-ca"), ("front-proxy-client", "front-proxy-ca"), ("scheduler.conf", "ca"),
    ("super-admin.conf", "ca"),
)  # fmt: skip


async def main(run: Invocation) -> int:
    """Find the command."""
    words = list(run.args)
    if not words or words[0] in ("--help", "-h", "help"):
        rows = "".join(f"  kubeadm {' '.join(path):<24} {usage.text}\n" for path, usage in USAGES.items())
        await run.stdout.write(f"Usage:\n  kubeadm [command]\n\nAvailable Commands:\n{rows}")
        return 0
    path = next((path for path in USAGES if tuple(words[: len(path)]) == path), None)
    if path is None:
        if words[0] in ("init", "join", "reset", "upgrade", "config"):
            return await _error(run, f"kubeadm {words[0]} is not simulated: this machine is a node already")
        return await _error(run, f'unknown command "{words[0]}" for "kubeadm"')
    run.argv = ["kubeadm", *words[len(path) :]]
    try:
        options = await Options.read(run, USAGES[path])
    except WrongUsageError as wrong:
        name = wrong.text.partition("'")[2].rstrip("'")
        short = f"unknown shorthand flag: '{name}' in -{name}"
        return await _error(run, f"unknown flag: {name}" if name.startswith("--") else short)
    if options is None:
        return 0
    return await {
        "version": _version, "list": _list, "create": _create, "delete": _delete, "generate": _generate,
        "check-expiration": _expiration,
    }[path[-1]](run, options)  # fmt: skip


async def _error(run: Invocation, text: str) -> int:
    await run.stderr.write(f"error: {text}\nTo see the stack trace of this error execute with --v=5 or higher\n")
    return 1


async def _version(run: Invocation, options: Options) -> int:
    release = run.host.node.release if run.host.node is not None else "v1.36.2"
    major, minor = release.removeprefix("v").split(".")[:2]
    facts = {
        "major": major, "minor": minor, "gitVersion": release, "gitTreeState": "clean", "compiler": "gc",
        "platform": "linux/amd64",
    }  # fmt: skip
    output = options.last("output")
    if output == "short":
        text = release
    elif output == "json":
        text = json.dumps({"clientVersion": facts}, indent=2)
    elif output == "yaml":
        text = "clientVersion:\n" + "\n".join(f'  {key}: "{value}"' for key, value in sorted(facts.items()))
    elif output:
        return await _error(run, f"invalid output format: {output}")
    else:
        inner = ", ".join(f'{key[0].upper()}{key[1:]}:"{value}"' for key, value in facts.items())
        text = f"kubeadm version: &version.Info{{{inner}}}"
    await run.stdout.write(f"{text}\n")
    return 0


async def _kubectl(run: Invocation, options: Options, words: Sequence[str], data: str = "") -> tuple[int, str]:
    """What kubeadm asks the API server, asked by kubectl."""
    config = options.last("kubeconfig", ADMIN)
    status, output, errors = await run.run(["kubectl", "--kubeconfig", config, *words], stdin=data.encode())
    return status, (output if status == 0 else errors).decode()


def _token(run: Invocation) -> str:
    letters = "".join(ALPHABET[run.host.randomness.integer(0, 35)] for _ in range(22))
    return f"{letters[:6]}.{letters[6:]}"


async def _generate(run: Invocation, options: Options) -> int:
    await run.stdout.write(f"{_token(run)}\n")
    return 0


async def _create(run: Invocation, options: Options) -> int:
    seconds = DAY
    if "ttl" in options:
        hours = options.last("ttl").removesuffix("h")
        if not hours.isdigit():
            return await _error(
                run, f'invalid argument "{options.last("ttl")}" for "--ttl" flag: only hours (24h) or 0'
            )
        seconds = int(hours) * 3600
    token = options.operands[0] if options.operands else _token(run)
    identity, dot, secret = token.partition(".")
    if len(identity) != 6 or len(secret) != 16 or not dot:
        return await _error(
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
    status, text = await _kubectl(run, options, ["create", "-f", "-"], json.dumps(made))
    if status:
        return await _error(run, text.strip())
    if "print-join-command" in options:
        server = await _kubectl(run, options, ["config", "view", "-o", "jsonpath={.clusters[0].cluster.server}"])
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
    status, text = await _kubectl(run, options, words)
    if status:
        return [], text.strip()
    items: list[dict[str, Any]] = json.loads(text)["items"]
    found = [{key: base64.b64decode(value).decode() for key, value in item["data"].items()} for item in items]
    return found, ""


async def _list(run: Invocation, options: Options) -> int:
    found, wrong = await _secrets(run, options)
    if wrong:
        return await _error(run, wrong)
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
        await run.stdout.write(_table(rows))
    return 0


async def _delete(run: Invocation, options: Options) -> int:
    if not options.operands:
        return await _error(run, "missing argument; 'token delete' is missing token of form \"[a-z0-9]{6}\"")
    for token in options.operands:
        identity = token.partition(".")[0]
        words = ["delete", "secret", "-n", "kube-system", f"bootstrap-token-{identity}"]
        status, text = await _kubectl(run, options, words)
        if status:
            return await _error(run, f'failed to delete bootstrap token "{identity}": {text.strip()}')
        await run.stdout.write(f'bootstrap token "{identity}" deleted\n')
    return 0


async def _expiration(run: Invocation, options: Options) -> int:
    if run.host.node is None or not run.files.exists(ADMIN):
        return await _error(run, f"failed to load admin kubeconfig: open {ADMIN}: no such file or directory")
    await run.stdout.write(
        '[check-expiration] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...\n'
        "[check-expiration] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it."
        "\n\n"
    )
    rows = [["CERTIFICATE", "EXPIRES", "RESIDUAL TIME", "CERTIFICATE AUTHORITY", "EXTERNALLY MANAGED"]]
    for name, authority in CERTIFICATES:
        if ends := _ends(run, name):
            rows.append([name, _date(ends), _left(run, ends), authority, "no"])
        else:
            rows.append([f"!MISSING! {name}", "", "", "", ""])
    authorities = [["CERTIFICATE AUTHORITY", "EXPIRES", "RESIDUAL TIME", "EXTERNALLY MANAGED"]]
    for name in ("ca", "etcd-ca", "front-proxy-ca"):
        ends = _ends(run, name)
        authorities.append([name, _date(ends), _left(run, ends), "no"] if ends else [f"!MISSING! {name}", "", "", ""])
    await run.stdout.write(f"{_table(rows, last=True)}\n{_table(authorities, last=True)}")
    return 0


def _ends(run: Invocation, name: str) -> float:
    """When a certificate of kubeadm's ends; 0 when its file is gone or holds none."""
    try:
        if not name.endswith(".conf"):
            text = run.read_file(f"{PKI}/{name.replace('etcd-', 'etcd/', 1) if name.startswith('etcd-') else name}.crt")
        else:
            user = yaml.safe_load(run.read_file(f"/etc/kubernetes/{name}"))["users"][0]["user"]
            text = base64.b64decode(user["client-certificate-data"])
        return x509.load_pem_x509_certificate(text).not_valid_after_utc.timestamp()
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
        return 0.0


def _date(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%b %d, %Y %H:%M UTC")


def _left(run: Invocation, seconds: float) -> str:
    """Follows apimachinery pkg/util/duration: ShortHumanDuration."""
    days = int(seconds - run.now()) // DAY
    return f"{days // 365}y" if days >= 730 else f"{days}d"


def _table(rows: Sequence[Sequence[str]], *, last: bool = False) -> str:
    """Columns three blanks apart; with `last` the last one is filled up too, as Go's tabwriter does behind a tab."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ("   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line if last else line.rstrip()}\n" for line in lines)
