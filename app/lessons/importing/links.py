"""Placeholders and addresses of the old platforms: in texts they become links to the lab, in commands addresses."""

from __future__ import annotations

import re

from app.lessons.importing.world import ADDRESSES, Machines

_SUBDOMAIN = re.compile(
    r"https?://\[\[HOST(\d?)_?SUBDOMAIN\]\]-(\d+)-\[\[KATACODA_HOST\]\]\.environments\.katacoda\.com(/[^\s)\"'<>`]*)?"
)
_DOMAIN = re.compile(r"https?://(\d+)-\[\[HOST(\d?)_?SUBDOMAIN\]\][^\s)\"'<>`/]*(/[^\s)\"'<>`]*)?")
_TRAFFIC = re.compile(r"\{\{\s*TRAFFIC_(?:HOST(\d))?_?(\d+)?(?:SELECTOR)?\s*\}\}(/[^\s)\"'<>`]*)?")
_ADDRESS = re.compile(r"\[\[HOST(\d?)_IP\]\]")
_LINKED = re.compile(r"\]\(\s*$|href\s*=\s*[\"']$|<$")
LEFT = re.compile(r"\[\[(?:HOST|KATACODA)\w*\]\]")


def _parts(found: re.Match[str]) -> tuple[str, str, str]:
    """Machine, port and path of a placeholder."""
    if found.re is _DOMAIN:
        return found[2] or "", found[1], found[3] or "/"
    return found[1] or "", found[2] or "", found[3] or "/"


def in_text(text: str, machines: Machines) -> str:
    """Markdown with links of ours: `lab://controlplane:80/path`, as a link's target or as a link of its own."""

    def link(found: re.Match[str]) -> str:
        machine, port, path = _parts(found)
        place = machines.of(f"host{machine}") + (f":{port}" if port else "")
        target = f"lab://{place}{path}"
        inside = bool(_LINKED.search(found.string[: found.start()]))
        return target if inside else f"[{place}{'' if path == '/' else path}]({target})"

    for form in (_SUBDOMAIN, _DOMAIN, _TRAFFIC):
        text = form.sub(link, text)
    return addresses(text, machines)


def in_commands(text: str, machines: Machines) -> str:
    """Commands and scripts with addresses of our machines."""

    def address(found: re.Match[str]) -> str:
        machine, port, path = _parts(found)
        place = ADDRESSES[machines.of(f"host{machine}")] + (f":{port}" if port else "")
        return f"http://{place}{'' if path == '/' else path}"

    for form in (_SUBDOMAIN, _DOMAIN, _TRAFFIC):
        text = form.sub(address, text)
    return addresses(text, machines)


def addresses(text: str, machines: Machines) -> str:
    """`[[HOST_IP]]` as the address that it stands for."""
    return _ADDRESS.sub(lambda found: ADDRESSES[machines.of(f"host{found[1]}")], text)
