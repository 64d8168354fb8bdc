"""sudo: run a program as root, which the learner is already."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "sudo [-EHn] [-u user] [VAR=value] [command [arg ...]]",
    "Execute a command as another user.",
    (
        Option("E", "preserve-env", "", "preserve user environment when running command"),
        Option("H", "set-home", "", "set HOME variable to target user's home dir"),
        Option("n", "non-interactive", "", "non-interactive mode, no prompts are used"),
        Option("S", "stdin", "", "read password from standard input"),
        Option("i", "login", "", "run login shell as the target user"),
        Option("s", "shell", "", "run shell as the target user"),
        Option("u", "user", "user", "run command as specified user name or ID"),
        Option("k", "reset-timestamp", "", "invalidate timestamp file"),
        Option("v", "validate", "", "update user's timestamp without running a command"),
        Option("l", "list", "", "list user's privileges"),
    ),
    intermixed=False,
)


async def main(run: Invocation) -> int:
    """Run the command."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    user = options.last("user", "root")
    if user not in ("root", "#0", run.host.spec.user):
        return await run.fail(f"unknown user {user}")
    env = dict(run.env)
    words = options.operands
    while words and "=" in words[0] and words[0].partition("=")[0].isidentifier():
        name, _, value = words.pop(0).partition("=")
        env[name] = value
    if "list" in options:
        await run.stdout.write(
            f"User root may run the following commands on {run.host.spec.name}:\n    (ALL : ALL) ALL\n"
        )
        return 0
    if not words and ("login" in options or "shell" in options):
        words = ["bash"]
    elif "login" in options or "shell" in options:
        words = ["bash", "-c", " ".join(words)]
    if not words:
        if "validate" in options or "reset-timestamp" in options:
            return 0
        await run.stderr.write(f"usage: {USAGE.line}\n")
        return 1
    if words[0] == "su":
        words = ["bash"]
    if run.host.which(words[0], env.get("PATH"), run.cwd) is None and words[0] not in ("bash", "sh"):
        return await run.fail(f"{words[0]}: command not found")
    return await run.spawn(words, env=env)
