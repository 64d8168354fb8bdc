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
    _check(call, section)
    try:
        preference = (kuberc.read(call.machine, path) if call.machine.kind_of(path) else None) or kuberc.empty()
    except kuberc.PreferenceError as wrong:
        raise KubectlError(f"error parsing kuberc file: {wrong}") from None
    if section == "credentialplugin":
        _policy(call, preference)
    else:
        _entry(call, preference, section)
    kuberc.write(call.machine, path, preference)
    await call.say(f"Updated {path}")


def _check(call: Call, section: str) -> None:
    flags = call.flags
    if section not in ("defaults", "aliases", "credentialplugin"):
        raise KubectlError(f'--section must be "defaults", "aliases", or "credentialplugin", got: {section}')
    if section == "aliases" and not flags.text("name"):
        raise KubectlError("--name is required when --section=aliases")
    if section == "defaults" and flags.text("name"):
        raise KubectlError("--name should not be specified when --section=defaults")
    if section == "defaults" and (flags.words("prependarg") or flags.words("appendarg")):
        raise KubectlError("--prependarg and --appendarg are only valid for --section=aliases")
    if section != "credentialplugin" and not flags.text("command"):
        raise KubectlError("--command is required when --section=aliases or --section=defaults")


def _policy(call: Call, preference: dict[str, Any]) -> None:
    policy = call.flags.text("policy")
    if policy not in POLICIES:
        raise KubectlError(f' --policy must be  "AllowAll", "DenyAll", or "Allowlist", got: {policy}')
    preference["credentialPluginPolicy"] = policy
    entries = [dict([word.partition("=")[::2]]) for word in call.flags.words("allowlist-entry")]
    if entries:
        preference["credentialPluginAllowlist"] = entries


def _entry(call: Call, preference: dict[str, Any], section: str) -> None:
    """Add a default or alias, or replace what is given of one that is there."""
    flags = call.flags
    command, name = flags.text("command"), flags.text("name")
    given: dict[str, Any] = {"options": [kuberc.option_of(word) for word in flags.words("option")]}
    given |= {"prependArgs": flags.words("prependarg"), "appendArgs": flags.words("appendarg")}
    field, wanted = ("name", name) if section == "aliases" else ("command", command)
    entries = preference.get(section) or []
    place = next((at for at, each in enumerate(entries) if each.get(field) == wanted), len(entries))
    old = entries[place] if place < len(entries) else {}
    if old and not flags.on("overwrite"):
        known = (
            f"alias {quote(name)} already exists" if name else f"defaults for command {quote(command)} already exist"
        )
        raise KubectlError(f"{known}, use --overwrite to replace")
    kept = {key: value or old.get(key) for key, value in given.items()}
    entry = {**({"name": name} if name else {}), "command": command, **{key: kept[key] for key in kept if kept[key]}}
    preference[section] = [*entries[:place], entry, *entries[place + 1 :]]
