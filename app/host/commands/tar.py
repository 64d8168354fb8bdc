"""tar: archives of the host's files, as GNU tar makes, lists and unpacks them."""

from __future__ import annotations

import fnmatch
import io
import posixpath
import stat
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from app.host.invocation import Invocation
from app.sim.limits import LIMITS

HELP = """Usage: tar [OPTION...] [FILE]...
GNU 'tar' saves many files together into a single tape or disk archive, and can
restore individual files from the archive.

  -c, --create               create a new archive
  -t, --list                 list the contents of an archive
  -x, --extract, --get       extract files from an archive
  -C, --directory=DIR        change to directory DIR
  -f, --file=ARCHIVE         use archive file ARCHIVE; - is standard input or output
  -j, --bzip2                filter the archive through bzip2
  -J, --xz                   filter the archive through xz
  -O, --to-stdout            extract files to standard output
  -v, --verbose              list files processed
  -z, --gzip                 filter the archive through gzip
      --exclude=PATTERN      exclude files, given as a pattern
      --strip-components=N   strip N leading components from file names on extraction
      --wildcards            use wildcards in the names to list or extract
"""
LETTERS = {"c": "create", "t": "list", "x": "extract", "z": "gzip", "j": "bzip2", "J": "xz", "v": "verbose",
           "O": "to-stdout", "m": "", "p": "", "k": "keep-old-files", "f": "file=", "C": "directory="}  # fmt: skip
WORDS = {
    "create": "create", "list": "list", "extract": "extract", "get": "extract", "gzip": "gzip", "gunzip": "gzip",
    "bzip2": "bzip2", "xz": "xz", "verbose": "verbose", "to-stdout": "to-stdout", "file": "file=",
    "directory": "directory=", "strip-components": "strip-components=", "exclude": "exclude=",
    "wildcards": "wildcards", "keep-old-files": "keep-old-files",
    # how files come out here anyway: owned by whoever unpacks, with their modes, times of now
    "touch": "", "no-same-owner": "", "no-same-permissions": "", "same-permissions": "", "preserve-permissions": "",
    "no-overwrite-dir": "", "overwrite": "", "auto-compress": "", "warning": "=",
}  # fmt: skip
MODES: dict[str, Literal["w:gz", "w:bz2", "w:xz"]] = {"gzip": "w:gz", "bzip2": "w:bz2", "xz": "w:xz"}
NO_MODE = "tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\n"
SEVERAL_MODES = "tar: You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option\n"
FAILED = "tar: Exiting with failure status due to previous errors\n"
FATAL = "tar: Error is not recoverable: exiting now\n"


TRY = "Try 'tar --help' or 'tar --usage' for more information.\n"
USAGE = 64  # sysexits.h: EX_USAGE


class TarError(Exception):
    """What ends tar at once; the text is what it says."""

    def __init__(self, text: str, status: int = 2) -> None:
        super().__init__(text)
        self.status = status


@dataclass
class Given:
    """The words taken apart; `names` come with the directory that -C had chosen before them."""

    modes: set[str] = field(default_factory=set)
    flags: set[str] = field(default_factory=set)
    archive: str = ""
    names: list[tuple[str, str]] = field(default_factory=list)
    directory: str = ""
    strip: int = 0
    excluded: list[str] = field(default_factory=list)


async def main(run: Invocation) -> int:
    """Make, list or unpack an archive."""
    if "--help" in run.args:
        await run.stdout.write(HELP)
        return 0
    if "--version" in run.args:
        await run.stdout.write("tar (GNU tar) 1.35\n")
        return 0
    try:
        given = _read(run.args)
        if not given.modes:
            raise TarError(NO_MODE + TRY)
        if len(given.modes) > 1:
            raise TarError(SEVERAL_MODES + TRY)
        if "create" in given.modes:
            return await _create(run, given)
        return await _unpack(run, given)
    except TarError as error:
        await run.stderr.write(str(error))
        return error.status


def _read(words: list[str]) -> Given:
    given, rest, first = Given(), list(words), True
    while rest:
        word = rest.pop(0)
        if word == "--":
            given.names += [(given.directory, name) for name in rest]
            break
        if word.startswith("--"):
            name, _, value = word[2:].partition("=")
            if name not in WORDS:
                raise TarError(f"tar: unrecognized option '{word}'\n{TRY}", USAGE)
            meaning = WORDS[name]
            _note(given, meaning, value or (rest.pop(0) if meaning.endswith("=") and "=" not in word and rest else ""))
        elif (word.startswith("-") and len(word) > 1) or first:
            _letters(given, word, rest, dashed=word.startswith("-"))
        else:
            given.names.append((given.directory, word))
        first = False
    return given


def _letters(given: Given, word: str, rest: list[str], *, dashed: bool) -> None:
    letters = word.removeprefix("-")
    for at, letter in enumerate(letters):
        if letter not in LETTERS:
            raise TarError(f"tar: invalid option -- '{letter}'\n{TRY}", USAGE)
        meaning, value = LETTERS[letter], ""
        if meaning.endswith("="):
            value = letters[at + 1 :] if dashed else ""
            attached = bool(value)
            if not attached and not rest:
                raise TarError(f"tar: option requires an argument -- '{letter}'\n{TRY}", USAGE)
            value = value or rest.pop(0)
            _note(given, meaning, value)
            if attached:
                return
            continue
        _note(given, meaning, value)


def _note(given: Given, meaning: str, value: str) -> None:
    match meaning:
        case "create" | "list" | "extract":
            given.modes.add(meaning)
        case "file=":
            given.archive = value
        case "directory=":
            given.directory = posixpath.join(given.directory, value)
        case "strip-components=":
            given.strip = int(value) if value.isdigit() else 0
        case "exclude=":
            given.excluded.append(value)
        case _:
            given.flags.add(meaning)


def _place(run: Invocation, directory: str, name: str) -> str:
    return run.path(posixpath.join(directory, name))


def _slash_removed(run: Invocation) -> str:
    """Warns of absolute names. Follows GNU tar src/names.c and busybox archival/libarchive/unsafe_prefix.c."""
    start = "removing leading '/'" if run.host.ash else "Removing leading `/'"
    return f"tar: {start} from member names\n"


def _excluded(given: Given, name: str) -> bool:
    """A pattern matches a whole name, or its end after a slash."""
    parts = name.strip("/").split("/")
    ends = ["/".join(parts[at:]) for at in range(len(parts))]
    return any(fnmatch.fnmatchcase(end, pattern.rstrip("/")) for pattern in given.excluded for end in ends)


async def _create(run: Invocation, given: Given) -> int:
    if not given.names:
        raise TarError(f"tar: Cowardly refusing to create an empty archive\n{TRY}")
    made, status, stripped = io.BytesIO(), 0, False
    listing = run.stdout if given.archive not in ("", "-") else run.stderr
    with _opened(made, given.flags) as archive:
        for directory, name in given.names:
            try:
                found = list(_members(run, _place(run, directory, name), name))
            except OSError as error:
                await run.stderr.write(f"tar: {name}: Cannot stat: {error.strerror}\n")
                status = 2
                continue
            for member, data in found:
                if member.name.startswith("/"):
                    if not stripped:
                        stripped = True
                        await run.stderr.write(_slash_removed(run))
                    member.name = member.name.lstrip("/") or "./"
                if _excluded(given, member.name):
                    continue
                archive.addfile(member, io.BytesIO(data))
                if made.tell() > LIMITS.file_bytes:
                    raise TarError(f"tar: {given.archive or '-'}: Wrote only 0 of 10240 bytes\n{FATAL}")
                if "verbose" in given.flags:
                    await listing.write(f"{member.name}{'/' if member.isdir() else ''}\n")
    if given.archive in ("", "-"):
        await run.stdout.write(made.getvalue())
    else:
        _write(run, given.archive, made.getvalue())
    if status:
        await run.stderr.write(FAILED)
    return status


def _opened(made: io.BytesIO, flags: set[str]) -> tarfile.TarFile:
    for flag, mode in MODES.items():
        if flag in flags:
            return tarfile.open(fileobj=made, mode=mode, format=tarfile.GNU_FORMAT)
    return tarfile.open(fileobj=made, mode="w:", format=tarfile.GNU_FORMAT)


def _write(run: Invocation, name: str, data: bytes) -> None:
    try:
        run.write_file(name, data)
    except OSError as error:
        raise TarError(f"tar: {name}: Cannot open: {error.strerror}\n{FATAL}") from None


def _members(run: Invocation, path: str, name: str) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    """A file, or a directory with everything in it; OSError when there is none."""
    found = run.files.stat(path, follow=False)
    member = tarfile.TarInfo(name.rstrip("/") or name)
    member.mode, member.mtime = found.mode & 0o7777, int(found.modified)
    member.uname = member.gname = "root"
    if found.kind == "symlink":
        member.type, member.linkname = tarfile.SYMTYPE, run.files.read_link(path)
        yield member, b""
        return
    if found.kind == "directory":
        member.type = tarfile.DIRTYPE
        yield member, b""
        for entry in run.files.list_directory(path):
            yield from _members(run, posixpath.join(path, entry), posixpath.join(name, entry))
        return
    data = run.files.read_file(path)
    member.size = len(data)
    yield member, data


async def _unpack(run: Invocation, given: Given) -> int:
    if given.archive in ("", "-"):
        data, name = await run.stdin.read(), "-"
    else:
        name = given.archive
        try:
            data = run.read_file(name)
        except OSError as error:
            raise TarError(f"tar: {name}: Cannot open: {error.strerror}\n{FATAL}") from None
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:*") as archive:
            return await _take(run, given, archive)
    except tarfile.ReadError:
        if not data:
            return 0 if name == "-" else 2
        raise TarError(f"tar: This does not look like a tar archive\n{FAILED}") from None
    except BrokenPipeError:
        raise
    except (tarfile.TarError, EOFError, OSError):
        raise TarError(f"tar: Unexpected EOF in archive\n{FATAL}") from None


async def _take(run: Invocation, given: Given, archive: tarfile.TarFile) -> int:
    wanted = {name.rstrip("/").removeprefix("./"): False for _, name in given.names}
    stripped, total = False, 0
    for member in archive:
        plain = member.name.rstrip("/").removeprefix("./")
        chosen = [name for name in wanted if _matches(given, name, plain)]
        if (wanted and not chosen) or _excluded(given, plain):
            continue
        wanted.update(dict.fromkeys(chosen, True))
        total += member.size
        if total > LIMITS.file_bytes:
            raise TarError(f"tar: {member.name}: Cannot write: No space left on device\n{FATAL}")
        shown = member.name + ("/" if member.isdir() else "")
        if "list" in given.modes:
            await run.stdout.write(f"{_long(member) if 'verbose' in given.flags else shown}\n")
            continue
        if "verbose" in given.flags:
            await (run.stderr if "to-stdout" in given.flags else run.stdout).write(f"{shown}\n")
        if member.name.startswith("/") and not stripped:
            stripped = True
            await run.stderr.write(_slash_removed(run))
        await _extract(run, given, archive, member)
    missing = [name for name, found in wanted.items() if not found]
    for name in missing:
        await run.stderr.write(f"tar: {name}: Not found in archive\n")
    if missing:
        await run.stderr.write(FAILED)
    return 2 if missing else 0


def _matches(given: Given, name: str, member: str) -> bool:
    if "wildcards" in given.flags and fnmatch.fnmatchcase(member, name):
        return True
    return member == name or member.startswith(f"{name}/") or name in (".", "")


async def _extract(run: Invocation, given: Given, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    parts = [part for part in member.name.split("/") if part not in ("", ".")][given.strip :]
    if not parts or ".." in parts:  # GNU tar keeps out of parent directories too
        return
    held = archive.extractfile(member) if member.isreg() else None
    data = held.read() if held is not None else b""
    if "to-stdout" in given.flags:
        await run.stdout.write(data)
        return
    path = _place(run, given.directory, "/".join(parts))
    try:
        _put(run, path, member, data, keep="keep-old-files" in given.flags)
    except OSError as error:
        raise TarError(f"tar: {'/'.join(parts)}: Cannot open: {error.strerror}\n{FAILED}") from None


def _put(run: Invocation, path: str, member: tarfile.TarInfo, data: bytes, *, keep: bool) -> None:
    if member.isdir():
        run.files.make_directory(path)
        return
    run.files.make_directory(posixpath.dirname(path))
    if keep and run.files.exists(path):
        raise OSError(17, "File exists", path)
    if member.issym():
        if run.files.exists(path):
            run.files.remove(path)
        run.files.symlink(member.linkname, path)
    elif member.isreg():
        run.files.write_file(path, data, mode=member.mode & 0o7777)
        run.files.set_time(path, float(member.mtime))


def _long(member: tarfile.TarInfo) -> str:
    """A line of `tar -tv`."""
    kind = stat.S_IFDIR if member.isdir() else stat.S_IFLNK if member.issym() else stat.S_IFREG
    owner = f"{member.uname or member.uid}/{member.gname or member.gid}"
    size = str(member.size).rjust(max(1, 19 - len(owner) - 1))
    when = datetime.fromtimestamp(member.mtime, UTC).strftime("%Y-%m-%d %H:%M")
    name = member.name + ("/" if member.isdir() else "") + (f" -> {member.linkname}" if member.issym() else "")
    return f"{stat.filemode(kind | member.mode)} {owner} {size} {when} {name}"
