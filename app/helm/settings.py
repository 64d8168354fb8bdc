"""Where helm keeps things, and what its environment says.

Follows helm pkg/cli/environment.go, pkg/helmpath.
"""

from __future__ import annotations

from app.helm.call import Call


def _home(call: Call) -> str:
    return call.machine.env.get("HOME", "/root")


def _folder(call: Call, variable: str, xdg: str, default: str) -> str:
    env = call.machine.env
    if env.get(variable):
        return env[variable]
    return f"{env[xdg]}/helm" if env.get(xdg) else f"{_home(call)}/{default}/helm"


def cache_home(call: Call) -> str:
    """`~/.cache/helm`."""
    return _folder(call, "HELM_CACHE_HOME", "XDG_CACHE_HOME", ".cache")


def config_home(call: Call) -> str:
    """`~/.config/helm`."""
    return _folder(call, "HELM_CONFIG_HOME", "XDG_CONFIG_HOME", ".config")


def data_home(call: Call) -> str:
    """`~/.local/share/helm`."""
    return _folder(call, "HELM_DATA_HOME", "XDG_DATA_HOME", ".local/share")


def _chosen(call: Call, flag: str, variable: str, default: str) -> str:
    if call.flags.changed(flag):
        return call.path(call.flags.text(flag))
    return call.machine.env.get(variable) or default


def repository_config(call: Call) -> str:
    """The file that lists the repositories."""
    return _chosen(call, "repository-config", "HELM_REPOSITORY_CONFIG", f"{config_home(call)}/repositories.yaml")


def repository_cache(call: Call) -> str:
    """The folder of their indexes."""
    return _chosen(call, "repository-cache", "HELM_REPOSITORY_CACHE", f"{cache_home(call)}/repository")


def max_history(call: Call) -> int:
    """How many revisions are kept."""
    text = call.machine.env.get("HELM_MAX_HISTORY", "")
    return int(text) if text.lstrip("-").isdigit() else 10


def environment(call: Call) -> dict[str, str]:
    """Every setting by the variable that sets it."""
    env, flags = call.machine.env, call.flags
    return {
        "HELM_BIN": call.machine.argv[0], "HELM_BURST_LIMIT": env.get("HELM_BURST_LIMIT", flags["burst-limit"]),
        "HELM_CACHE_HOME": cache_home(call), "HELM_CONFIG_HOME": config_home(call), "HELM_DATA_HOME": data_home(call),
        "HELM_CONTENT_CACHE": _chosen(call, "content-cache", "HELM_CONTENT_CACHE", f"{cache_home(call)}/content"),
        "HELM_DEBUG": "true" if call.debug else "false", "HELM_NAMESPACE": call.namespace,
        "HELM_KUBEAPISERVER": flags.text("kube-apiserver") or env.get("HELM_KUBEAPISERVER", ""),
        "HELM_KUBEASGROUPS": ",".join(flags.words("kube-as-group")) or env.get("HELM_KUBEASGROUPS", ""),
        "HELM_KUBEASUSER": flags.text("kube-as-user") or env.get("HELM_KUBEASUSER", ""),
        "HELM_KUBECAFILE": flags.text("kube-ca-file") or env.get("HELM_KUBECAFILE", ""),
        "HELM_KUBECONTEXT": flags.text("kube-context") or env.get("HELM_KUBECONTEXT", ""),
        "HELM_KUBEINSECURE_SKIP_TLS_VERIFY": "true" if flags.on("kube-insecure-skip-tls-verify") else "false",
        "HELM_KUBETLS_SERVER_NAME": flags.text("kube-tls-server-name") or env.get("HELM_KUBETLS_SERVER_NAME", ""),
        "HELM_KUBETOKEN": flags.text("kube-token") or env.get("HELM_KUBETOKEN", ""),
        "HELM_MAX_HISTORY": str(max_history(call)), "HELM_PLUGINS": f"{data_home(call)}/plugins",
        "HELM_QPS": f"{float(flags.text('qps') or env.get('HELM_QPS', '0')):.2f}",
        "HELM_REGISTRY_CONFIG": _chosen(call, "registry-config", "HELM_REGISTRY_CONFIG",
                                        f"{config_home(call)}/registry/config.json"),
        "HELM_REPOSITORY_CACHE": repository_cache(call), "HELM_REPOSITORY_CONFIG": repository_config(call),
    }  # fmt: skip
