"""su: a shell, or a command, as somebody else. It asks no password: the learner is root.

Follows util-linux login-utils/su-common.c: su_main, modify_environment.
Known differences: files do not refuse anything to who is not root on the learner's machine; $UID stays 0.
"""

from __future__ import annotations

import posixpath

from app.host.accounts import account
from app.host.host import PATH
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "su [options] [-] [<user> [<argument>...]]",
    "Change the effective user ID and group ID to that of <user>.",
    (
        Option("c", "command", "command", "pass a single command to the shell with -c"),
        Option("l", "login", "", "make the shell a login shell"),
        Option("m", "preserve-environment", "", "do not reset environment variables"),
        Option("p", "", "", "the same"),
        Option("s", "shell", "shell", "run <shell> if /etc/shells allows it"),
    ),
)
REFUSING = ("nologin", "false")


async def main(run: Invocation) -> int:
    """Become somebody."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    login = "login" in options or "-" in options.operands
    words = [word for word in options.operands if word != "-"]
    name = words[0] if words else "root"
    found = account(run.files, name)
    if found is None:
        return await run.fail(f"user {name} does not exist or the user entry does not contain all the required fields")
    shell = posixpath.basename(options.last("shell") or found.shell) or "sh"
    if shell in REFUSING:
        await run.stdout.write("This account is currently not available.\n")
        return 1
    env = dict(run.env)
    if login:
        env = {"TERM": env.get("TERM", "xterm-256color"), "PATH": PATH}
        if run.files.kind_of(found.home) == "directory":
            run.cwd = found.home
        else:
            await run.stderr.write(f"su: warning: cannot change directory to {found.home}: No such file or directory\n")
    if not {"preserve-environment", "p"} & set(options.values):
        env |= {"HOME": found.home, "SHELL": options.last("shell") or found.shell}
        if name != "root" or login:
            env |= {"USER": name, "LOGNAME": name}
    run.process.user = name
    return await run.spawn([shell, "-c", options.last("command"), *words[1:]] if "command" in options else
                           [shell, *words[1:]], env=env)  # fmt: skip
