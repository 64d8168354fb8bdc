"""kubeadm on a machine that is a node, or is to be one.

Follows kubernetes cmd/kubeadm/app/cmd.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from app.host.invocation import Invocation
from app.host.kubeadm import certificates, configuration, initialising, membership, phase_certs, tokens, upgrade
from app.host.kubeadm.asking import KubeadmError, error
from app.host.options import Option, Options, Usage, WrongUsageError

Action = Callable[[Invocation, Options], Awaitable[int]]
KUBECONFIG = Option("", "kubeconfig", "FILE", "the kubeconfig file to use")
VERSION = Option("", "kubernetes-version", "VERSION", "a specific Kubernetes version")
IGNORED = Option("", "ignore-preflight-errors", "CHECKS", "checks whose errors are warnings")
CONFIG = Option("", "config", "FILE", "path to a kubeadm configuration file")
YES = Option("y", "yes", "", "perform the upgrade and do not prompt for confirmation")
FORCE = Option("f", "force", "", "force, without asking")


def _usage(line: str, text: str, *options: Option) -> Usage:
    return Usage(f"kubeadm {line}", text, options)


COMMANDS: dict[tuple[str, ...], tuple[Usage, Action]] = {
    ("version",): (_usage("version [flags]", "Print the version of kubeadm",
        Option("o", "output", "FORMAT", "short, yaml or json")), configuration.version),
    ("token", "list"): (_usage("token list [flags]", "List bootstrap tokens on the server", KUBECONFIG), tokens.listed),
    ("token", "create"): (_usage("token create [token]", "Create bootstrap tokens on the server", KUBECONFIG,
        Option("", "print-join-command", "", "print the full 'kubeadm join' flag"),
        Option("", "ttl", "DURATION", "how long before the token is deleted"),
        Option("", "description", "TEXT", "how this token is used")), tokens.create),
    ("token", "delete"): (_usage("token delete [token-value] ...", "Delete bootstrap tokens", KUBECONFIG),
        tokens.delete),
    ("token", "generate"): (_usage("token generate [flags]", "Generate a bootstrap token without creating it"),
        tokens.generate),
    ("init", "phase", "certs"): (_usage("init phase certs NAME [flags]", "Certificate generation",
        Option("", "apiserver-advertise-address", "ADDRESS", "the IP address the API Server will advertise"),
        Option("", "apiserver-cert-extra-sans", "NAMES", "extra names for the API Server serving certificate"),
        CONFIG), phase_certs.generate),
    ("certs", "check-expiration"): (_usage("certs check-expiration [flags]", "Check certificates expiration"),
        certificates.expiration),
    ("certs", "renew"): (_usage("certs renew [name|all]", "Renew certificates for a Kubernetes cluster"),
        certificates.renew),
    ("config", "view"): (_usage("config view", "View the kubeadm configuration stored inside the cluster",
        KUBECONFIG), configuration.view),
    ("config", "print", "init-defaults"): (_usage("config print init-defaults", "Print default init configuration"),
        configuration.init_defaults),
    ("config", "print", "join-defaults"): (_usage("config print join-defaults", "Print default join configuration"),
        configuration.join_defaults),
    ("config", "images", "list"): (_usage("config images list", "Print a list of images kubeadm will use", VERSION),
        configuration.image_list),
    ("config", "images", "pull"): (_usage("config images pull", "Pull images used by kubeadm", VERSION),
        configuration.image_pull),
    ("kubeconfig", "user"): (_usage("kubeconfig user", "Output a kubeconfig file for an additional user",
        Option("", "client-name", "NAME", "the name of user"), CONFIG,
        Option("", "org", "NAMES", "the organizations of the client certificate"),
        Option("", "token", "TOKEN", "the token that should be used as the authentication mechanism")),
        configuration.user),
    ("upgrade", "plan"): (_usage("upgrade plan [version]", "Check which versions are available to upgrade to",
        KUBECONFIG, IGNORED), upgrade.plan),
    ("upgrade", "apply"): (_usage("upgrade apply [version]", "Upgrade your Kubernetes cluster", KUBECONFIG, YES, FORCE,
        IGNORED), upgrade.apply),
    ("upgrade", "node"): (_usage("upgrade node", "Upgrade commands for a node in the cluster", KUBECONFIG, IGNORED),
        upgrade.node),
    ("init",): (_usage("init", "Run this command in order to set up the Kubernetes control plane", VERSION, IGNORED,
        CONFIG, Option("", "apiserver-advertise-address", "ADDRESS", "the IP address the API Server will advertise"),
        Option("", "apiserver-bind-port", "PORT", "port for the API Server to bind to"),
        Option("", "pod-network-cidr", "CIDR", "range of IP addresses for the pod network"),
        Option("", "service-cidr", "CIDR", "alternative range of IP address for service VIPs"),
        Option("", "service-dns-domain", "DOMAIN", "alternative domain for services"),
        Option("", "control-plane-endpoint", "ADDRESS", "a stable address for the control plane"),
        Option("", "cert-dir", "DIR", "the path where to save and store the certificates"),
        Option("", "cri-socket", "SOCKET", "path to the CRI socket to connect"),
        Option("", "image-repository", "NAME", "a container registry to pull control plane images from"),
        Option("", "node-name", "NAME", "the node name"), Option("", "token", "TOKEN", "the bootstrap token"),
        Option("", "upload-certs", "", "upload control-plane certificates to the kubeadm-certs Secret"),
        Option("", "skip-phases", "PHASES", "phases to be skipped"), Option("", "dry-run", "", "don't apply changes")),
        initialising.init),
    ("join",): (_usage("join [api-server-endpoint]", "Run this on any machine you wish to join an existing cluster",
        Option("", "token", "TOKEN", "the token for discovery and TLS bootstrap"),
        Option("", "discovery-token", "TOKEN", "the token used to validate cluster information"),
        Option("", "discovery-token-ca-cert-hash", "HASH", "the root CA's public key must match this hash"),
        Option("", "discovery-token-unsafe-skip-ca-verification", "", "join without pinning the CA"),
        Option("", "control-plane", "", "create a new control plane instance on this node"), IGNORED),
        membership.join),
    ("reset",): (_usage("reset", "Revert any changes made to this host by 'kubeadm init' or 'kubeadm join'", FORCE,
        IGNORED), membership.reset),
}  # fmt: skip


async def main(run: Invocation) -> int:
    """Find the command."""
    words = list(run.args)
    if not words or words[0] in ("--help", "-h", "help"):
        rows = "".join(f"  kubeadm {' '.join(path):<28} {usage.text}\n" for path, (usage, _) in COMMANDS.items())
        await run.stdout.write(f"Usage:\n  kubeadm [command]\n\nAvailable Commands:\n{rows}")
        return 0
    path = next((path for path in COMMANDS if tuple(words[: len(path)]) == path), None)
    if path is None:
        groups = {path[0] for path in COMMANDS if len(path) > 1}
        if words[0] in groups and (len(words) == 1 or words[1] in ("--help", "-h")):
            rows = "".join(f"  {' '.join(path[1:]):<18} {usage.text}\n" for path, (usage, _) in COMMANDS.items()
                           if path[0] == words[0])  # fmt: skip
            await run.stdout.write(f"Usage:\n  kubeadm {words[0]} [command]\n\nAvailable Commands:\n{rows}")
            return 0
        return await error(run, f'unknown command "{words[0]}" for "kubeadm"')
    if path == ("init",) and words[1:2] == ["phase"]:
        return await error(run, "of the phases of kubeadm init, only certs is simulated by itself")
    usage, action = COMMANDS[path]
    run.argv = ["kubeadm", *words[len(path) :]]
    try:
        options = await Options.read(run, usage)
        return 0 if options is None else await action(run, options)
    except WrongUsageError as wrong:
        name = wrong.text.partition("'")[2].rstrip("'")
        short = f"unknown shorthand flag: '{name}' in -{name}"
        return await error(run, f"unknown flag: {name}" if name.startswith("--") else short)
    except KubeadmError as problem:
        return await error(run, str(problem))
