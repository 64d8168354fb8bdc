"""Variables of texts as commands that print their values: a scenario has no texts that know its lab."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable

from app.lessons.variables import Variable, replaced, variables

Lost = Callable[[str], None]
_CODE = re.compile(r"`[^`\n]+`")
_FIELDS = {
    "pod": "metadata.name",
    "pod_ip": "status.podIP",
    "node_of": "spec.nodeName",
    "service_ip": "spec.clusterIP",
    "node_port": "spec.ports[0].nodePort",
}
_INTERNAL = 'status.addresses[?(@.type=="InternalIP")].address'


def shell(variable: Variable) -> str:
    """A command that prints a variable's value."""
    match variable.name, variable.arguments:
        case ("pod" | "pod_ip" | "node_of") as name, (labels, *rest):
            place = f"-n {shlex.quote(rest[0])} " if rest else ""
            only = f"{place}-l {shlex.quote(labels)} --field-selector=status.phase=Running"
            return f"kubectl get pods {only} -o jsonpath='{{.items[0].{_FIELDS[name]}}}'"
        case ("service_ip" | "node_port") as name, (service, *rest):
            return f"kubectl get service {shlex.quote(service)}{_in(rest)} -o jsonpath='{{.{_FIELDS[name]}}}'"
        case "node_ip", (node,):
            return f"kubectl get node {shlex.quote(node)} -o jsonpath='{{.{_INTERNAL}}}'"
        case "node_ip", ():
            return f"kubectl get nodes -o jsonpath='{{.items[0].{_INTERNAL}}}'"
        case "get", (kind, path, *rest):
            return f"kubectl get {shlex.quote(kind)}{_in(rest)} -o jsonpath='{{{path}}}'"
    raise ValueError(f"no command for {variable}")


def _in(namespace: list[str]) -> str:
    return f" -n {shlex.quote(namespace[0])}" if namespace else ""


def in_command(text: str, lost: Lost) -> str:
    """A command whose variables the shell fills in; what stands in single quotes is not filled in."""
    if any(_single_quoted(text, f"{{{{{variable}") for variable in variables(text)):
        lost("a variable in single quotes, where no shell fills it in")
        return text
    return replaced(text, lambda variable: f"$({shell(variable)})")


def in_sentence(text: str, lost: Lost) -> str:
    """A sentence that shows the commands in place of the values; its code is filled in as a command is."""
    parts, at = [], 0
    for code in _CODE.finditer(text):
        parts += [_shown(text[at : code.start()], lost), in_command(code[0], lost)]
        at = code.end()
    return "".join([*parts, _shown(text[at:], lost)])


def _shown(text: str, lost: Lost) -> str:
    if variables(text):
        lost("a variable in a sentence: learners read the command that finds its value")
    return replaced(text, lambda variable: f"`{shell(variable)}`")


def _single_quoted(text: str, part: str) -> bool:
    """Whether a part of a command stands in single quotes."""
    quote = ""
    for character in text[: max(text.find(part), 0)]:
        if character in "'\"" and quote in ("", character):
            quote = "" if quote else character
    return quote == "'"
