"""passwd, chpasswd: passwords, which nobody here ever has to tell.

Follows shadow src/{passwd,chpasswd}.c and Linux-PAM's pam_unix: their questions and answers.
"""

from __future__ import annotations

from datetime import UTC, datetime

from app.host.accounts import account, rewrite
from app.host.answers import answer
from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

NAMES = ("passwd", "chpasswd")
USAGES = {
    "passwd": Usage("passwd [options] [LOGIN]", "", (
        Option("d", "delete", "", "delete the password for the named account"),
        Option("l", "lock", "", "lock the password of the named account"),
        Option("u", "unlock", "", "unlock the password of the named account"),
        Option("S", "status", "", "report password status on the named account"),
        Option("s", "stdin", "", "read new token from stdin")), status=2),
    "chpasswd": Usage("chpasswd [options]", "", (
        Option("e", "encrypted", "", "supplied passwords are encrypted"),)),
}  # fmt: skip
SECRET = "$y$j9T$simulated"
DAY = 86400


async def main(run: Invocation) -> int:
    """Set one."""
    options = await Options.read(run, USAGES[run.name])
    if options is None:
        return 0
    if run.name == "chpasswd":
        return await _several(run)
    name = (options.operands or [run.process.user])[0]
    if account(run.files, name) is None:
        return await run.fail(f"user '{name}' does not exist")
    if "status" in options:
        when = run.now() - run.now() % DAY
        secret = _secret(run, name)
        state = "L" if secret[:1] in ("!", "*") else "P" if secret else "NP"
        await run.stdout.write(f"{name} {state} {datetime.fromtimestamp(when, UTC):%Y-%m-%d} 0 99999 7 -1\n")
        return 0
    if set(options.values) & {"delete", "lock", "unlock"}:
        _set(run, name, "" if "delete" in options else "!" if "lock" in options else SECRET)
        await run.stdout.write("passwd: password changed.\n")
        return 0
    answers = []
    for question in ("New password: ", "Retype new password: "):
        await run.stderr.write(question)
        answers.append(await answer(run))
        await run.stderr.write("\n" if run.terminal is None else "")
        if not answers[-1]:
            await run.stderr.write("No password has been supplied.\n" if len(answers) == 1 else "")
            return await _unchanged(run)
    if answers[0] != answers[1]:
        await run.stderr.write("Sorry, passwords do not match.\n")
        return await _unchanged(run)
    _set(run, name, SECRET)
    await run.stderr.write("passwd: password updated successfully\n")
    return 0


async def _several(run: Invocation) -> int:
    status = 0
    for number, line in enumerate((await run.stdin.read()).decode("utf-8", "replace").splitlines(), 1):
        name, colon, _ = line.partition(":")
        if not colon:
            status = await run.fail(f"line {number}: missing new password")
        elif account(run.files, name) is None:
            status = await run.fail(f"(user {name}) pam_chauthtok() failed, error:\nAuthentication token manipulation "
                                    f"error\nchpasswd: (line {number}, user {name}) password not changed")  # fmt: skip
        else:
            _set(run, name, SECRET)
    return status


async def _unchanged(run: Invocation) -> int:
    await run.stderr.write("passwd: Authentication token manipulation error\npasswd: password unchanged\n")
    return 10


def _secret(run: Invocation, name: str) -> str:
    lines = run.files.read_file("/etc/shadow").decode().splitlines() if run.files.exists("/etc/shadow") else []
    return next((one.split(":")[1] for one in lines if one.startswith(f"{name}:")), "*")


def _set(run: Invocation, name: str, secret: str) -> None:
    rewrite(run.files, "/etc/shadow", name, f"{name}:{secret}:{int(run.now() // DAY)}:0:99999:7:::\n")
