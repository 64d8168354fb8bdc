"""`kubectl __complete`: what the scripts of `kubectl completion` ask."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError

PATH, USAGE = "__complete", "kubectl __complete [command-line]"
SHORT = "Print completions, one a line"
HIDDEN = True
RAW = True
# Follows cobra completions.go: the bits of a directive, in the order in which they are named.
DIRECTIVES = ("Error", "NoSpace", "NoFileComp", "FilterFileExt", "FilterDirs", "KeepOrder")


async def run(call: Call) -> None:
    """Print candidates with what they are, and the directive."""
    await answer(call, described=True)


async def answer(call: Call, *, described: bool) -> None:
    """Print candidates, with what they are if they are `described`, and the directive."""
    from app.kubectl.program import offer  # noqa: PLC0415 - the program imports every verb

    words = call.machine.argv[2:]
    if not words:
        raise KubectlError("requires at least 1 arg(s), only received 0")
    found = await offer(["kubectl", *words], call.machine, call.release)
    shown = found.words if described else tuple(word.partition("\t")[0] for word in found.words)
    await call.write("".join(f"{word}\n" for word in shown) + f":{found.directive}\n")
    for problem in found.problems:
        await call.complain(f"[Debug] {problem}")
    names = [f"ShellCompDirective{name}" for bit, name in enumerate(DIRECTIVES) if found.directive & 1 << bit]
    ended = f"Completion ended with directive: {', '.join(names) or 'ShellCompDirectiveDefault'}"
    # `kubectl options` sends all that it prints to standard output, even this
    await (call.say if words[0] == "options" and len(words) > 1 else call.complain)(ended)
