"""The kubectl of 2017 (1.8): which commands it has, and what differs from today's."""

from __future__ import annotations

from typing import Any

Facts = dict[str, dict[str, Any]]

NEWER = {
    "api-resources", "auth reconcile", "auth whoami", "create cronjob", "create ingress", "create job",
    "create priorityclass", "create token", "debug", "diff", "events", "kuberc", "kuberc set", "kuberc view",
    "kustomize",
    "plugin list", "rollout restart", "wait", "set serviceaccount", "config delete-user", "config get-users", "plugin",
}  # fmt: skip
NEWER_FLAGS = {
    "field-manager", "kustomize", "show-managed-fields", "server-side", "force-conflicts", "validate", "chunk-size",
    "server-print", "output-watch-events", "subresource", "field-selector", "wait", "append-hash", "override-type",
    "annotations", "privileged", "pod-running-timeout", "warnings-as-errors", "kuberc", "as-uid", "as-user-extra",
    "disable-compression", "proxy-url", "tls-server-name", "profile", "profile-output", "detach-keys", "prefix",
    "all-pods", "ignore-errors", "max-log-requests", "insecure-skip-tls-verify-backend", "disable-eviction",
    "skip-wait-for-delete-timeout", "types", "interactive", "concurrency", "append-server-path", "prune-allowlist",
}  # fmt: skip
RUN = {
    "usage": 'kubectl run NAME --image=image [--env="key=value"] [--port=port] [--replicas=replicas] [--dry-run=bool] '
    "[--overrides=inline-json] [--command] -- [COMMAND] [args...] [options]",
    "flags": [
        "attach||false", "command||false", "dry-run||false", "env||[]", "expose||false", "generator||",
        "hostport||-1", "image||", "image-pull-policy||", "labels|l|", "leave-stdin-open||false", "limits||",
        "no-headers||false", "output|o|", "overrides||", "port||", "quiet||false", "replicas|r|1", "requests||",
        "restart||Always", "rm||false", "save-config||false", "schedule||", "service-generator||service/v2",
        "serviceaccount||", "stdin|i|false", "template||", "tty|t|false",
    ],
    "examples": [
        "# One copy of nginx.\n  kubectl run nginx --image=nginx",
        "# One copy of hazelcast, with port 5701 of its container open.\n"
        "  kubectl run hazelcast --image=hazelcast --port=5701",
        "# The same with two variables in its environment.\n"
        '  kubectl run hazelcast --image=hazelcast --env="DNS_DOMAIN=cluster" --env="POD_NAMESPACE=default"',
        "# With labels of its own.\n"
        '  kubectl run hazelcast --image=nginx --labels="app=hazelcast,env=prod"',
        "# Five copies.\n  kubectl run nginx --image=nginx --replicas=5",
        "# Only show what would be created.\n  kubectl run nginx --image=nginx --dry-run",
        "# Lay some JSON over the deployment.\n"
        "  kubectl run nginx --image=nginx --overrides='{ \"apiVersion\": \"v1\", \"spec\": { ... } }'",
        "# A pod in the foreground that is not started again when it ends.\n"
        "  kubectl run -i -t busybox --image=busybox --restart=Never",
        "# The image's own command with other arguments.\n"
        "  kubectl run nginx --image=nginx -- <arg1> <arg2> ... <argN>",
        "# Another command with arguments.\n"
        "  kubectl run nginx --image=nginx --command -- <cmd> <arg1> ... <argN>",
        "# A job that computes 2000 digits of pi and prints them.\n"
        "  kubectl run pi --image=perl --restart=OnFailure -- perl -Mbignum=bpi -wle 'print bpi(2000)'",
        "# The same every five minutes.\n"
        "  kubectl run pi --schedule=\"0/5 * * * ?\" --image=perl --restart=OnFailure -- perl -Mbignum=bpi -wle "
        "'print bpi(2000)'",
    ],
}  # fmt: skip


GET = (
    "kubectl get [(-o|--output=)json|yaml|wide|custom-columns=...|custom-columns-file=...|go-template=...|"
    "go-template-file=...|jsonpath=...|jsonpath-file=...] (TYPE [NAME | -l label] | TYPE/NAME ...) [flags] [options]"
)


def facts(today: Facts) -> Facts:
    """The table of commands, without what came later and with what was different then."""
    old: Facts = {}
    for path, fact in today.items():
        if path in NEWER:
            continue
        flags = [text for text in fact.get("flags", []) if text.partition("|")[0] not in NEWER_FLAGS]
        old[path] = {**fact, "flags": [_older(text) for text in flags]}
    old["run"] = RUN
    old["version"] = {**old["version"], "flags": ["client|c|false", "output|o|", "short||false"]}
    old["get"]["usage"] = GET
    old["get"]["examples"] = [each for each in old["get"]["examples"] if " -k " not in each and "--sub" not in each]
    old["get"]["flags"] = [*old["get"]["flags"], "show-all|a|false"]
    return old


def _older(text: str) -> str:
    name, short, default = text.split("|", 2)
    if name == "dry-run":
        default = "false"
    if name == "cascade":
        default = "true"
    if name == "all-namespaces":
        short = ""
    return f"{name}|{short}|{default}"
