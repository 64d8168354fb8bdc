"""The options of bashkit's programs: those of the real ones, and which of them bashkit has not.

bashkit's programs pass over some options that they do not know, and over some that they do not have. So a command line
is looked at before they get it. Follows gnulib lib/getopt.c, and the option strings of coreutils src/*.c, findutils
xargs.c, diffutils cmp.c, util-linux hexdump.c, mawk and file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.host import option_checks
from app.host.option_checks import Given

UNKNOWN = "\0"  # stands for what is known only when the script runs
DIGITS = "0123456789"
_QUOTED = re.compile(r"""'([^']*)'|"([^"\\$`]*)"|\\(.)|([$`{"'].*)""", re.S)


@dataclass(frozen=True)
class Program:
    """A program's options, as getopt_long has them: `:` behind a letter that wants a value, `::` behind one that may
    have one, `+` in front where options end at the first operand; `=` and `::` behind long names. `lacks` are those
    that are not simulated (`*`: none is). `status` is what a wrong option gives.
    """

    letters: str
    longs: str = ""
    lacks: str = ""
    status: int = 1
    more: str = "Try '{name} --help' for more information.\n"  # behind a complaint
    signed: bool = False  # operands may be negative numbers
    mawk: bool = False  # complains as mawk does

    def lacks_it(self, name: str) -> bool:
        """Whether a letter or long name is not simulated."""
        return self.lacks == "*" or name in self.lacks.split()


_MAWK = Program("+F:v:f:W:", "version help", "W", 2, "", mawk=True)
_FILE = """\
Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]
            [--mime-type] [-e <testname>] [-F <separator>]  [-f <namefile>]
            [-m <magicfiles>] [-P <parameter=value>] [--exclude-quiet]
            <file> ...
       file -C [-m <magicfiles>]
       file [--help]
"""
PROGRAMS = {
    "awk": _MAWK, "mawk": _MAWK, "nawk": _MAWK,
    "basename": Program("+as:z", "multiple suffix= zero"),
    "bc": Program(
        "chilqswv", "compile interactive mathlib quiet standard warn", "c i s w compile interactive standard warn",
        more="",
    ),
    "cmp": Program(
        "bci:ln:sv", "print-bytes print-chars ignore-initial= verbose bytes= quiet silent", "c v print-chars", 2,
        "cmp: Try 'cmp --help' for more information.\n",
    ),
    "comm": Program("123z", "check-order nocheck-order output-delimiter= total zero-terminated", "check-order"),
    "dirname": Program("+z", "zero", "z zero"),
    "factor": Program("h", "exponents", "h exponents"),
    "file": Program(
        "bcCdEe:f:F:hiklLm:nNpP:rsSvzZ0",
        "apple brief checking-printout compile debug dereference exclude= exclude-quiet= extension files-from= "
        "keep-going list magic-file= mime mime-encoding mime-type no-buffer no-dereference no-pad no-sandbox "
        "parameter= preserve-date print0 raw separator= special-files uncompress uncompress-noreport",
        "*",
        more=_FILE,
    ),
    "fmt": Program(
        f"{DIGITS}cstuw:p:g:", "crown-margin prefix= split-only tagged-paragraph uniform-spacing width= goal="
    ),
    "hexdump": Program(
        "bcCde:f:L::n:os:vxhV",
        "one-byte-octal one-byte-char canonical two-bytes-decimal two-bytes-octal two-bytes-hex format= format-file= "
        "color:: length= skip= no-squeezing",
        "b c d e f L o v x h V one-byte-octal one-byte-char canonical two-bytes-decimal two-bytes-octal two-bytes-hex "
        "format format-file color length skip no-squeezing",
    ),
    "install": Program(
        "bcCsDdg:m:o:pt:TvS:Z",
        "backup:: compare context:: directory group= mode= no-target-directory owner= preserve-timestamps "
        "preserve-context strip strip-program= suffix= target-directory= verbose",
        "b s p S Z backup context preserve-timestamps preserve-context strip strip-program suffix",
    ),
    "join": Program(
        "a:e:i1:2:j:o:t:v:z", "check-order nocheck-order zero-terminated ignore-case header",
        "check-order z zero-terminated",
    ),
    "nice": Program(f"+n:{DIGITS}", "adjustment=", status=125),
    "nohup": Program("+", status=125),
    "numfmt": Program(
        "d:z",
        "from= from-unit= to= to-unit= round= padding= suffix= grouping delimiter= field= debug header:: format= "
        "invalid= zero-terminated",
        "z debug from-unit grouping header invalid to-unit zero-terminated", signed=True,
    ),
    "od": Program(
        "A:aBbcDdeFfHhIij:LlN:OoS:st:vw::Xx",
        "skip-bytes= address-radix= read-bytes= format= output-duplicates strings:: traditional width:: endian=",
        "S strings",
    ),
    "paste": Program("d:sz", "serial delimiters= zero-terminated"),
    "realpath": Program(
        "eLmPqsz",
        "canonicalize-existing canonicalize-missing logical physical quiet relative-base= relative-to= strip "
        "no-symlinks zero",
        "L P logical physical relative-base strip",
    ),
    "rmdir": Program("pv", "ignore-fail-on-non-empty parents verbose"),
    "seq": Program("+f:s:w", "format= separator= equal-width", signed=True),
    "shuf": Program(
        "ei:n:o:rz", "echo input-range= head-count= output= random-source= repeat zero-terminated", "random-source"
    ),
    "sort": Program(
        "bcCdfghik:mMno:rRsS:t:T:uVy:z",
        "ignore-leading-blanks check:: compress-program= debug dictionary-order ignore-case files0-from= "
        "general-numeric-sort ignore-nonprinting key= merge month-sort numeric-sort human-numeric-sort version-sort "
        "random-sort random-source= sort= output= reverse stable batch-size= buffer-size= field-separator= "
        "temporary-directory= unique zero-terminated parallel=",
        "debug files0-from random-source", 2,
    ),
    "sum": Program("rs", "sysv"),
    "tr": Program("+AcCdst", "complement delete squeeze-repeats truncate-set1", "A"),
    "tsort": Program(""),
    "uniq": Program(
        f"{DIGITS}Dcdf:is:uw:z",
        "count repeated all-repeated:: group:: ignore-case unique skip-fields= skip-chars= check-chars= "
        "zero-terminated",
        f"group {' '.join(DIGITS)}",
    ),
    "xargs": Program(
        "+0a:E:e::i::I:l::L:n:prs:txP:d:o",
        "null arg-file= delimiter= eof:: replace:: max-lines:: max-args= open-tty interactive no-run-if-empty "
        "max-chars= verbose show-limits exit max-procs= process-slot-var=",
        "o open-tty show-limits",
    ),
}  # fmt: skip


class _WrongError(Exception):
    pass


def refusal(argv: Sequence[str]) -> tuple[int, str] | None:
    """Status and message for a command line with a wrong option; None when nothing is wrong."""
    program = PROGRAMS.get(argv[0])
    if program is None:
        return None
    try:
        given = _read(program, list(argv[1:]))
    except _WrongError as wrong:
        more = "" if str(wrong).endswith("simulated") else program.more.format(name=argv[0])
        return program.status, f"{argv[0]}: {wrong}\n{more}"
    if given is not None and (said := option_checks.complaint(argv[0], given, UNKNOWN)):
        more = "" if said.startswith(option_checks.BARE) else program.more.format(name=argv[0])
        return program.status, f"{argv[0]}: {said}{more}"
    return None


def refused(words: Iterable[str], quote: Callable[[str], str]) -> str:
    """What stands for a program's name in a script when its options are wrong; nothing when they are right."""
    found = refusal([visible(word) for word in words])
    return "" if found is None else f"__refused {found[0]} {quote(found[1])}"


def visible(word: str) -> str:
    """A word of a script without its quotes, as far as it is known before the script runs."""

    def plain(found: re.Match[str]) -> str:
        return UNKNOWN if found[4] else found[1] or found[2] or found[3] or ""

    return _QUOTED.sub(plain, word)


def _read(program: Program, rest: list[str]) -> Given | None:
    """What was given; None where that is help, or what belongs to another program."""
    given = Given()
    while rest:
        word = rest.pop(0)
        operand = not word.startswith("-") or word == "-"
        if operand or (program.signed and re.match(r"-[.\d]", word)):
            given.operands.append(word)
            if program.letters.startswith("+"):
                given.operands += rest
                return given
            continue
        if word == "--":
            given.operands += rest
            return given
        if program.mawk and word.startswith("--"):
            _mawk(word)
        elif word.startswith("--"):
            if word in ("--help", "--version"):
                return None
            _long(program, word, rest, given)
        else:
            _letters(program, word, rest, given)
    return given


def _mawk(word: str) -> None:
    if word not in ("--version", "--help") and UNKNOWN not in word:
        raise _WrongError(f"not an option: {word}")


def _long(program: Program, word: str, rest: list[str], given: Given) -> None:
    name, equals, value = word[2:].partition("=")
    if UNKNOWN in name:
        given.operands.append(UNKNOWN)
        return
    known = {long.rstrip("=:"): long for long in [*program.longs.split(), "help", "version"]}
    matching = [name] if name in known else [long for long in known if long.startswith(name)]
    if not matching:
        raise _WrongError(f"unrecognized option '{word.replace(UNKNOWN, '')}'")
    if len(matching) > 1:
        either = " ".join(f"'--{long}'" for long in matching)
        raise _WrongError(f"option '{word.replace(UNKNOWN, '')}' is ambiguous; possibilities: {either}")
    long = matching[0]
    if equals and not known[long].endswith(("=", ":")):
        raise _WrongError(f"option '--{long}' doesn't allow an argument")
    if program.lacks_it(long):
        raise _WrongError(f"--{long} is not simulated")
    if known[long].endswith("=") and not equals:
        if not rest:
            raise _WrongError(f"option '--{long}' requires an argument")
        value = rest.pop(0)
    given.options.append((long, value))


def _letters(program: Program, word: str, rest: list[str], given: Given) -> None:
    for at, letter in enumerate(word[1:], 2):
        if letter == UNKNOWN:
            given.operands.append(UNKNOWN)
            return
        place = program.letters.find(letter) if letter not in "+:" else -1
        if place < 0:
            raise _WrongError(f"not an option: {word}" if program.mawk else f"invalid option -- '{letter}'")
        if program.lacks_it(letter):
            raise _WrongError(f"-{letter} is not simulated")
        if program.letters[place + 1 : place + 2] != ":":
            given.options.append((letter, ""))
            continue
        if at == len(word) and program.letters[place + 1 : place + 3] != "::":
            if not rest:
                raise _WrongError(f"option requires an argument -- '{letter}'")
            given.options.append((letter, rest.pop(0)))
        else:
            given.options.append((letter, word[at:]))
        return
