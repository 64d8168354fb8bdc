"""git: its settings, and what it says of repositories: there are none here, and none can be fetched.

Follows git builtin/{clone,config}.c, setup.c: setup_git_directory_gently, remote-curl.c.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from app.host.invocation import Invocation

VERSION = "git version 2.43.0\n"
USAGE = (
    "usage: git [-v | --version] [-h | --help] [-C <path>] [-c <name>=<value>]\n"
    "           [--exec-path[=<path>]] [--html-path] [--man-path] [--info-path]\n"
    "           [-p | --paginate | -P | --no-pager] [--no-replace-objects] [--bare]\n"
    "           [--git-dir=<path>] [--work-tree=<path>] [--namespace=<name>]\n"
    "           [--config-env=<name>=<envvar>] <command> [<args>]\n"
)
_INSIDE = """
    add am apply archive bisect blame branch checkout cherry-pick clean commit describe diff fetch gc log merge mv pull
    push rebase remote reset restore revert rm shortlog show stash status submodule switch tag worktree
"""
INSIDE = frozenset(_INSIDE.split())
NOTHING = 128


async def main(run: Invocation) -> int:
    """Answer."""
    words = list(run.args)
    while words and words[0] in ("--no-pager", "-P", "-p", "--paginate", "-C", "-c"):
        del words[: 2 if words[0] in ("-C", "-c") else 1]
    if not words or words[0] in ("-h", "--help", "help"):
        await run.stdout.write(USAGE)
        return 0 if words else 1
    verb, *rest = words
    if verb in ("--version", "-v", "version"):
        await run.stdout.write(VERSION)
        return 0
    if verb.startswith("-"):
        await run.stderr.write(f"unknown option: {verb}\n{USAGE}")
        return 129
    if verb == "clone":
        return await _clone(run, [one for one in rest if not one.startswith("-")])
    if verb == "config":
        return await _config(run, rest)
    if verb == "init":
        return await _fatal(run, "repositories are not simulated on this machine")
    if verb in INSIDE:
        return await _fatal(run, "not a git repository (or any of the parent directories): .git")
    await run.stderr.write(f"git: '{verb}' is not a git command. See 'git --help'.\n")
    return 1


async def _fatal(run: Invocation, text: str) -> int:
    await run.stderr.write(f"fatal: {text}\n")
    return NOTHING


async def _clone(run: Invocation, operands: list[str]) -> int:
    if not operands:
        await run.stderr.write("fatal: You must specify a repository to clone.\n\nusage: git clone [<options>] [--] "
                               "<repo> [<dir>]\n")  # fmt: skip
        return 129
    url = operands[0]
    folder = operands[1] if len(operands) > 1 else re.sub(r"\.git$", "", url.rstrip("/").rsplit("/", 1)[-1])
    place = urlsplit(url)
    if run.kind_of(folder) == "directory" and run.list_directory(folder):
        return await _fatal(run, f"destination path '{folder}' already exists and is not an empty directory.")
    if place.scheme not in ("http", "https", "git", "ssh") and "@" not in url:
        return await _fatal(run, f"repository '{url}' does not exist")
    await run.stderr.write(f"Cloning into '{folder}'...\n")
    if place.scheme in ("http", "https"):
        address = f"{url.rstrip('/')}/"
        if run.host.resolve(place.hostname or "") is None:
            return await _fatal(run, f"unable to access '{address}': Could not resolve host: {place.hostname}")
        return await _fatal(run, f"repository '{address}' not found")
    name = place.hostname or url.rpartition("@")[2].partition(":")[0]
    await run.stderr.write(f"ssh: Could not resolve hostname {name}: Name or service not known\n")
    return await _fatal(run, "Could not read from remote repository.\n\nPlease make sure you have the correct access "
                             "rights\nand the repository exists.")  # fmt: skip


async def _config(run: Invocation, words: list[str]) -> int:
    """Settings in ~/.gitconfig."""
    path = f"{run.env.get('HOME', '/root')}/.gitconfig"
    operands = [one for one in words if not one.startswith("-")]
    settings = _settings(run.files.read_file(path).decode("utf-8", "replace") if run.files.exists(path) else "")
    if "--list" in words or "-l" in words:
        await run.stdout.write("".join(f"{name}={value}\n" for name, value in settings.items()))
        return 0
    if not operands:
        await run.stderr.write("usage: git config [<options>]\n")
        return 129
    name = operands[0].lower()
    if "--unset" in words:
        if settings.pop(name, None) is None:
            return 5
    elif len(operands) == 1:
        if name not in settings:
            return 1
        await run.stdout.write(f"{settings[name]}\n")
        return 0
    else:
        if "." not in name:
            await run.stderr.write(f"error: key does not contain a section: {name}\n")
            return 2
        if "--global" not in words:
            return await _fatal(run, "not in a git directory")
        settings[name] = operands[1]
    sections: dict[str, list[str]] = {}
    for key, value in settings.items():
        section, _, rest = key.partition(".")
        sections.setdefault(section, []).append(f"\t{rest} = {value}\n")
    text = "".join(f"[{section}]\n{''.join(lines)}" for section, lines in sections.items())
    run.files.write_file(path, text.encode())
    return 0


def _settings(text: str) -> dict[str, str]:
    found, section = {}, ""
    for line in text.splitlines():
        if head := re.match(r"\s*\[(\S+)\]", line):
            section = head[1].lower()
        elif "=" in line:
            name, _, value = line.partition("=")
            found[f"{section}.{name.strip().lower()}"] = value.strip()
    return found
