"""What install, upgrade and template have in common: names, dry runs, flags that mean others.

Follows helm pkg/cmd/install.go, pkg/cmd/helpers.go: cmdGetDryRunFlagStrategy, pkg/action/install.go: NameAndChart.
"""

from __future__ import annotations

import re

from app.helm import semver
from app.helm.actions.install import Install
from app.helm.call import Call
from app.helm.charts.rendering import Capabilities
from app.helm.cluster.objects import Method
from app.helm.engine.functions.registry import functions
from app.helm.errors import HelmError
from app.kubectl.output.gotemplate import Execution, ExecutionError, TemplateSyntaxError, parse


def settle_flags(call: Call) -> None:
    """Old names of flags, and what --rollback-on-failure brings with it; HelmError for those that exclude others."""
    flags = call.flags
    for old, new in (("atomic", "rollback-on-failure"), ("force", "force-replace")):
        if old in flags and flags.on(old):
            flags.given[new] = True
    if flags.on("force-replace") and flags.on("force-conflicts"):
        raise HelmError("if any flags in the group [force-replace force-conflicts] are set none of the others can be; "
                        "[force-conflicts force-replace] were all set")  # fmt: skip
    if flags.on("rollback-on-failure") and not flags.changed("wait"):
        flags.given["wait"] = "watcher"
    call.refuse(*(name for name in ("post-renderer-args", "enable-dns") if name in flags))


async def dry_run(call: Call) -> str:
    """none, client or server; HelmError for anything else."""
    if "dry-run" not in call.flags:
        return "none"
    value = call.flags.text("dry-run")
    if not call.flags.changed("dry-run"):
        return value
    if value == "unset":
        await call.log("WARN", "--dry-run is deprecated and should be replaced with '--dry-run=client'")
        return "client"
    if value in {"true", "false"}:
        meant = "client" if value == "true" else "none"
        await call.log("WARN", f"--dry-run={value} is deprecated (boolean value) and should be replaced with "
                               f"'--dry-run={meant}'")  # fmt: skip
        return meant
    if value not in {"none", "client", "server"}:
        raise HelmError(f'invalid dry-run value ("{value}"). Must be "none", "server", or "client"')
    return value


async def install_options(call: Call, name: str, mode: str, *, replace: bool = False) -> Install:
    """What the flags of an installation say; `mode` is what `dry_run` gave."""
    settle_flags(call)
    flags = call.flags
    server_side = flags.text("server-side") not in {"false", "False"}
    method = Method(server_side, flags.on("force-conflicts"), flags.on("force-replace"))
    return Install(
        name, call.namespace, mode, replace=replace or flags.on("replace"), labels=dict(flags["labels"]),
        method=method, wait=flags.text("wait"),
    )  # fmt: skip


async def name_and_chart(call: Call, default: str = "") -> tuple[str, str]:
    """The release's name and the chart of the command line; HelmError."""
    args, flags = call.args, call.flags
    if len(args) > 2:
        raise HelmError(f"expected at most two arguments, unexpected arguments: {', '.join(args[2:])}")
    if len(args) == 2:
        if flags.on("generate-name"):
            raise HelmError("cannot set --generate-name and also specify a name")
        if flags.text("name-template"):
            raise HelmError("cannot set --name-template and also specify a name")
        return args[0], args[1]
    if flags.text("name-template"):
        return _templated(call), args[0]
    if flags.on("generate-name"):
        return f"{_stem(args[0])}-{int(call.machine.now())}", args[0]
    if default:
        return default, args[0]
    raise HelmError("must either provide a name or specify --generate-name")


def _stem(chart: str) -> str:
    name = chart.rstrip("/").rpartition("/")[2]
    if name in {"", "."}:
        name = "chart"
    return re.sub(r"\.[^.]*\Z", "", name) if name.endswith((".tgz", ".tar.gz")) else name


def _templated(call: Call) -> str:
    table = functions(call.machine.now(), call.randomness)
    try:
        return Execution(parse("name-template", call.flags.text("name-template"), table), {}, functions=table).result()
    except (TemplateSyntaxError, ExecutionError) as wrong:
        raise HelmError(str(wrong)) from None


def kube_version(text: str) -> Capabilities | None:
    """A cluster of the version that --kube-version names; HelmError."""
    if not text:
        return None
    try:
        version = semver.parse(text)
    except semver.VersionError:
        raise HelmError(f"invalid kube version '{text}': could not parse \"{text}\" as version") from None
    written = f"v{version.major}.{version.minor}.{version.patch}"
    return Capabilities(written, str(version.major), str(version.minor))
