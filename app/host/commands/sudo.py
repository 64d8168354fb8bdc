"""sudo: run a program as root, which the learner is already, or as somebody else."""

from __future__ import annotations

from app.host.accounts import account, group_name, user_name, whom
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
    found = account(run.files, user_name(run.files, int(user[1:])) if user[:1] == "#" and user[1:].isdigit() else user)
    if found is None:
        await run.fail(f"unknown user {user}")
        return await run.fail("error initializing audit plugin sudoers_audit")
    mine = run.process.user
    if mine != "root" and "sudo" not in {group_name(run.files, one) for one in whom(run)[2]}:
        await run.stderr.write(f"{mine} is not in the sudoers file.\n")
        return 1
    env = {**run.env, "SUDO_COMMAND": " ".join(options.operands), "SUDO_USER": mine, "SUDO_UID": str(whom(run)[0]),
           "SUDO_GID": str(whom(run)[1]), "USER": found.name, "LOGNAME": found.name}  # fmt: skip
    if found.name != mine or "set-home" in options or "login" in options:
        env["HOME"] = found.home
    if "login" in options and run.files.kind_of(found.home) == "directory":
        run.cwd = found.home
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
    if run.host.which(words[0], env.get("PATH"), run.cwd) is None and words[0] not in ("bash", "sh"):
        return await run.fail(f"{words[0]}: command not found")
    run.process.user = found.name
    return await run.spawn(words, env=env)
