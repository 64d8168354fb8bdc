"""What busybox' programs and its shell say, where Ubuntu's say it otherwise.

Follows busybox libbb/{wfopen,xfuncs_printf,perror_msg}.c, shell/ash.c: ash_vmsg, and the applets' own words.
"""

from __future__ import annotations

import re

from app.host.bash.interpreter import Writer

BANNER = "BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\n"
# The applets' own lines; others take options.
USAGES = {
    "awk": "awk [OPTIONS] [AWK_PROGRAM] [FILE]...",
    "base64": "base64 [-d] [-w COL] [FILE]",
    "cat": "cat [-nbvteA] [FILE]...",
    "chmod": "chmod [-Rcvf] MODE[,MODE]... FILE...",
    "chown": "chown [-RhLHPcvf]... USER[:[GRP]] FILE...",
    "cp": "cp [-arPLHpfinlsTu] SOURCE DEST\nor: cp [-arPLHpfinlsu] SOURCE... { -t DIRECTORY | DIRECTORY }",
    "df": "df [-PkmhTai] [-B SIZE] [-t TYPE] [FILESYSTEM]...",
    "du": "du [-aHLdclsxhmk] [FILE]...",
    "find": "find [-HL] [PATH]... [OPTIONS] [ACTIONS]",
    "free": "free [-bkmgh]",
    "grep": "grep [-HhnlLoqvsrRiwFEz] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...",
    "hostname": "hostname [-sidf] [HOSTNAME | -F FILE]",
    "id": "id [-ugGnr] [USER]",
    "ln": "ln [-sfnbtv] [-S SUF] TARGET... LINK|DIR",
    "ls": "ls [-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]...",
    "mkdir": "mkdir [-m MODE] [-p] DIRECTORY...",
    "mv": "mv [-finT] SOURCE DEST\nor: mv [-fin] SOURCE... { -t DIRECTORY | DIRECTORY }",
    "ps": "ps [-o COL1,COL2=HEADER] [-T]",
    "rm": "rm [-irf] FILE...",
    "rmdir": "rmdir [-p] DIRECTORY...",
    "seq": "seq [-w] [-s SEP] [FIRST [INC]] LAST",
    "sleep": "sleep [N]...",
    "stat": "stat [-ltf] [-c FMT] FILE...",
    "tee": "tee [-ai] [FILE]...",
    "timeout": "timeout [-s SIG] [-k KILL_SECS] SECS PROG ARGS",
    "top": "top [-bmH] [-n COUNT] [-d SECONDS]",
    "touch": "touch [-cham] [-d DATE] [-t DATE] [-r FILE] FILE...",
    "tr": "tr [-cds] STRING1 [STRING2]",
    "uptime": "uptime",
    "watch": "watch [-n SEC] [-t] PROG ARGS",
    "wc": "wc [-cmlwL] [FILE]...",
    "which": "which [-a] COMMAND...",
}  # fmt: skip
_OPEN = (
    rb": (?:cannot (?:open|read:|access) |can't read |fatal: cannot open file )?(?:[`']|\xe2\x80\x98)?([^\n:`']*?)"
    rb"(?:'|\xe2\x80\x99)?(?: for reading)?: (No such file or directory|Permission denied|Is a directory)"
)
_RULES = (
    (rb"(\S+): line \d+: cd: ([^\n]*): (No such file or directory|Not a directory|Permission denied)",
     rb"\1: cd: line 0: can't cd to \2: \3"),
    (rb"(\S+): cd: ([^\n:]*): (No such file or directory|Not a directory|Permission denied)",
     rb"\1: cd: can't cd to \2: \3"),
    (rb"(\S+): (?:line \d+: )?kill: \((\d+)\) - No such process", rb"\1: can't kill pid \2: No such process"),
    (rb"(\S+): (?:line \d+: )?(?:test|\[): ([^\n:]*): integer expression expected", rb"\1: \2: bad number"),
    (rb"(\S+): (?:line \d+: )?[^\n]*: division by 0 [^\n]*", rb"\1: divide by zero"),
    (rb"(sort|tail|awk|uniq|md5sum|sha256sum|base64)" + _OPEN, rb"\1: can't open '\2': \3"),
    (rb"(wc|cut|sed|find|du|head|nl|tee)" + _OPEN, rb"\1: \2: \3"),
    (rb"ln: failed to create symbolic link '([^'\n]*)': (?:io error: parent directory not found|([^\n]*))",
     rb"ln: \1: No such file or directory"),
    (rb"tar: ([^\n:]*): Cannot open: ([^\n]*)\ntar: Error is not recoverable: exiting now",
     rb"tar: can't open '\1': \2"),
    (rb"id: \xe2\x80\x98([^\n]*)\xe2\x80\x99: no such user", rb"id: unknown user \1"),
    (rb"date: invalid date \xe2\x80\x98([^\n]*)\xe2\x80\x99", rb"date: invalid date '\1'"),
    (rb"sleep: invalid time interval \xe2\x80\x98([^\n]*)\xe2\x80\x99(?:\nTry [^\n]*)?",
     rb"sleep: invalid number '\1'"),
    (rb"diff: (?!can't)([^\n:]*): No such file or directory", rb"diff: can't stat '\1': No such file or directory"),
    (rb"(env|timeout|nohup|xargs): (?:failed to run command )?\xe2\x80\x98([^\n]*)\xe2\x80\x99: (No such [^\n]*)",
     rb"\1: can't execute '\2': \3"),
)  # fmt: skip
RULES = [(re.compile(rb"^" + pattern + rb"$", re.M), words) for pattern, words in _RULES]
STATED = re.compile(rb"^stat: cannot statx '([^'\n]*)'", re.M)
MISSING = re.compile(rb"^(\w+): missing (?:file |destination file )?operand(?: after [^\n]*)?\nTry [^\n]*\n", re.M)
OPTION = re.compile(
    rb"^(\w+): (?:invalid option -- '|unrecognized option ')(-{0,2}[^'\n]*)'\nTry [^\n]*\n", re.M
)  # fmt: skip


def reworded(data: bytes) -> bytes:
    """A piece of standard error in busybox' words."""
    for pattern, words in RULES:
        data = pattern.sub(words, data)
    data = STATED.sub(rb"stat: can't stat '\1'", data)
    data = MISSING.sub(lambda found: _usage(found[1]), data)
    return OPTION.sub(lambda found: b"%s: unrecognized option: %s\n" % (found[1], found[2].lstrip(b"-")) +
                      _usage(found[1]), data)  # fmt: skip


def _usage(name: bytes) -> bytes:
    applet = name.decode("utf-8", "replace")
    return f"{BANNER}Usage: {USAGES.get(applet, f'{applet} [OPTIONS]')}\n".encode()


class Rewording:
    """A standard error on a machine whose programs are busybox'."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def write(self, data: bytes) -> None:
        """Write it in busybox' words."""
        await self._writer.write(reworded(data))
