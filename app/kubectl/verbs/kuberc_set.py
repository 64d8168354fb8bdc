"""`kubectl kuberc set`."""

from __future__ import annotations

from typing import Any

from app.kubectl import kuberc
from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.sim.go_strings import quote

SHORT = "Set a default, an alias or the policy for credential programs"
REQUIRED = ("section",)
POLICIES = ("AllowAll", "DenyAll", "Allowlist")


async def run(call: Call) -> None:
    """Change the file."""
    flags = call.flags
    path = kuberc.path_of(call.machine, flags.text("kuberc"))
    if not path:
        raise KubectlError("KUBERC is disabled via KUBERC=off environment variable")
    section = flags.text("section")
    if section not in ("defaults", "aliases", "credentialplugin"):
        raise KubectlError(f'--section must be "defaults", "aliases", or "credentialplugin", got: {section}')
    preference = kuberc.read(call.machine, path) or kuberc.empty()
    if section == "credentialplugin":
        _policy(call, preference)
    else:
        _entry(call, preference, section)
    kuberc.write(call.machine, path, preference)
    await call.say(f"Updated {path}")


def _policy(call: Call, preference: dict[str, Any]) -> None:
    policy = call.flags.text("policy")
    if policy not in POLICIES:
        raise KubectlError(f' --policy must be  "AllowAll", "DenyAll", or "Allowlist", got: {policy}')
    preference["credentialPluginPolicy"] = policy
    entries = [dict([word.partition("=")[::2]]) for word in call.flags.words("allowlist-entry")]
    if entries:
        preference["credentialPluginAllowlist"] = entries


def _entry(call: Call, preference: dict[str, Any], section: str) -> None:
    flags = call.flags
    command, name = flags.text("command"), flags.text("name")
    if not command:
        raise KubectlError("--command is required when --section=aliases or --section=defaults")
    if section == "aliases" and not name:
        raise KubectlError("--name is required when --section=aliases")
    entry: dict[str, Any] = {"name": name} if section == "aliases" else {}
    entry["command"] = command
    for flag, key in (("prependarg", "prependArgs"), ("appendarg", "appendArgs")):
        if flags.words(flag):
            entry[key] = flags.words(flag)
    if options := [kuberc.option_of(word) for word in flags.words("option")]:
        entry["options"] = options
    field, wanted = ("name", name) if section == "aliases" else ("command", command)
    present = [each for each in preference.get(section) or [] if each.get(field) == wanted]
    if present and not flags.on("overwrite"):
        what = f"alias {quote(name)} already exists" if section == "aliases" else f"defaults for command {quote(command)} already exist"  # fmt: skip # noqa: E501
        raise KubectlError(f"{what}, use --overwrite to replace")
    kept = [each for each in preference.get(section) or [] if each.get(field) != wanted]
    preference[section] = [*kept, entry]
