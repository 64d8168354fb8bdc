"""python3: programs of learners in a small interpreter, `-m http.server`, `-m json.tool`, and pip that refuses.

Differs from the real one: a part of the language and of its library; what is missing is said, not guessed.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import unquote

from app.host import languages
from app.host.invocation import Invocation
from app.host.programs.python_source import FUNCTIONS, Program, SourceError, original_lines, prepare
from app.network.http import Headers, Reply, Request, Response
from app.network.network import AddressInUseError

NAMES = ("python3", "python", "pip", "pip3")
VERSION, UBUNTU = "3.12.12", "3.12.3"
TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "json": "application/json",
         "txt": "text/plain", "png": "image/png", "svg": "image/svg+xml"}  # fmt: skip
GAP = re.compile(r"NotImplementedError: The monty syntax parser does not yet support (.*)")


async def main(run: Invocation) -> int:
    """Run a program."""
    if run.name.startswith("pip"):
        return await _pip(run, run.args)
    words = [*run.args]
    while words and words[0] in {"-u", "-B", "-E", "-s", "-S", "-q", "-I", "-O"}:
        words.pop(0)
    if words[:1] in (["-V"], ["--version"]):
        await run.stdout.write(f"Python {VERSION if run.host.spec.system is not None else UBUNTU}\n")
        return 0
    if words[:1] in (["--help"], ["-h"]):
        await run.stdout.write("usage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...\n")
        return 0
    if words[:1] == ["-m"]:
        return await _module(run, words[1:])
    if words[:1] == ["-c"]:
        if len(words) < 2:
            await run.stderr.write("Argument expected for the -c option\n")
            return 2
        return await _program(run, words[1], "<string>", ["-c", *words[2:]])
    if words and words[0].startswith("-") and words[0] != "-":
        await run.stderr.write(f"unknown option {words[0]}\nusage: python3 [option] ... [-c cmd | -m mod | file | -] "
                               "[arg] ...\nTry `python -h' for more information.\n")  # fmt: skip
        return 2
    if not words or words[0] == "-":
        if run.stdin.isatty:
            await run.stderr.write("python3: the simulated Python has no prompt: use -c, or a file\n")
            return 1
        return await _program(run, (await run.stdin.read()).decode("utf-8", "replace"), "<stdin>", ["-", *words[1:]])
    try:
        text = run.read_file(words[0]).decode("utf-8", "replace")
    except OSError as error:
        where = run.path(words[0])
        await run.stderr.write(f"{run.name}: can't open file '{where}': [Errno {error.errno}] {error.strerror}\n")
        return 2
    return await _program(run, text, run.path(words[0]), words)


async def _program(run: Invocation, text: str, name: str, argv: list[str]) -> int:
    try:
        program = prepare(text, name, argv)
    except SourceError as error:
        await run.stderr.write(str(error))
        return 1
    world = World(run)
    status = await world.execute(program.code, name, text)
    if program.port and not status:
        return await _serve(run, program, name)
    return status


class World:
    """What a program may ask for beyond computing."""

    def __init__(self, run: Invocation) -> None:
        self.run = run
        self.status: int | None = None
        self.code, self.fields = 200, list[tuple[str, str]]()
        self.body = bytearray()
        self._typed = b""  # what was read of standard input, and not asked for yet

    async def execute(self, code: str, name: str, source: str = "") -> int:
        """Run some code; its status."""
        run = self.run
        with run.computing():
            status, output, errors = await languages.python(
                run.host.files.system, f"{code}\nNone", FUNCTIONS, self.answer, run.cwd
            )
        await run.stdout.write(output)
        if self.status is not None:
            return self.status
        if found := GAP.search(errors):
            await run.stderr.write(f"python3: this simulated Python does not have {found[1]}\n")
        elif errors:
            await run.stderr.write(traceback(errors, name, code, source))
        return status

    async def answer(self, name: str, given: list[Any], named: dict[str, Any]) -> Any:
        """One of the functions."""
        with self.run.computing(-1):
            return await self._answer(name, given)

    async def _answer(self, name: str, given: list[Any]) -> Any:
        run = self.run
        first = given[0] if given else None
        match name:
            case "_print":
                stream = run.stderr if given[3] == "stderr" else run.stdout
                await stream.write(str(given[1]).join(str(one) for one in first or ()) + str(given[2]))
            case "_sleep":
                await run.sleep(float(first or 0))
            case "_exit":
                if isinstance(first, str):
                    await run.stderr.write(f"{first}\n")
                self.status = first if isinstance(first, int) else int(isinstance(first, str))
                raise SystemError("exit")
            case "_input" | "_read" | "_read_line" | "_read_lines":
                return await self._input(name, str(first or ""))
            case "_getenv":
                return run.env.get(str(first), given[1] if len(given) > 1 else None)
            case "_environ":
                if str(first) not in run.env:
                    raise KeyError(first)
                return run.env[str(first)]
            case "_respond":
                self.code = int(first or 200)
            case "_header":
                self.fields.append((str(first), str(given[1])))
            case "_write":
                self.body += first if isinstance(first, bytes) else str(first).encode()
            case _:
                return self._value(name, given)
        return None

    async def _input(self, name: str, question: str) -> str | list[str]:
        if name == "_read_line":
            return await self._line()
        if name != "_input":
            rest = await self._rest()
            return rest if name == "_read" else rest.splitlines(keepends=True)
        await self.run.stdout.write(question)
        line = await self._line()
        if not line:
            await self.run.stderr.write("Traceback (most recent call last):\nEOFError: EOF when reading a line\n")
            self.status = 1
            raise SystemError("exit")
        return line.removesuffix("\n")

    async def _line(self) -> str:
        """The next line of standard input with its end; empty when there is none."""
        while b"\n" not in self._typed and (data := await self.run.stdin.chunk()):
            self._typed += data
        line, end, self._typed = self._typed.partition(b"\n")
        return (line + end).decode("utf-8", "replace")

    async def _rest(self) -> str:
        """All that is left of standard input."""
        data, self._typed = self._typed + await self.run.stdin.read(), b""
        return data.decode("utf-8", "replace")

    def _value(self, name: str, given: list[Any]) -> Any:
        host, now = self.run.host, datetime.fromtimestamp(self.run.now(), UTC)
        values: dict[str, Callable[[], Any]] = {
            "_time": self.run.now, "_hostname": lambda: host.spec.name, "_pid": self.run.pid,
            "_random": lambda: host.randomness.between(0.0, 1.0),
            "_randint": lambda: host.randomness.integer(int(given[0]), int(given[1])),
            "_uniform": lambda: host.randomness.between(float(given[0]), float(given[1])),
            "_now": lambda: now.strftime("%Y-%m-%d %H:%M:%S.%f"), "_ctime": now.ctime,
            "_strftime": lambda: now.strftime(str(given[0])),
        }  # fmt: skip
        return values[name]()


def traceback(errors: str, name: str, code: str, source: str) -> str:
    """The interpreter's complaint, with the lines as learners wrote them."""
    lines, found = original_lines(code, source), []
    rows = iter(errors.splitlines())
    for row in rows:
        if at := re.match(r'  File "[^"]*", line (\d+), in (.*)', row):
            number = lines.get(int(at[1]), 0)
            shown = source.splitlines()[number - 1].strip() if 0 < number <= len(source.splitlines()) else ""
            found += [f'  File "{name}", line {number or at[1]}, in {at[2]}', *([f"    {shown}"] if shown else [])]
        elif not row.startswith("    "):
            found.append(row)
    return (
        "\n".join(found)
        .replace("RuntimeError: external_handler: ", "")
        .replace("io error: not found", "No such file or directory")
        + "\n"
    )


async def _serve(run: Invocation, program: Program, name: str) -> int:
    """A program's own HTTP server: its handler runs anew for every request."""

    async def respond(request: Request, reply: Reply) -> None:
        world = World(run)
        known = program.handlers.get(request.method)
        if known is None:
            reply(Response(501, Headers([("Content-Type", "text/html;charset=utf-8")]), b"Unsupported method\n"))
        else:
            about = {
                "_path": request.target, "_method": request.method, "_client": [request.peer, 40000],
                "_headers": dict(request.headers.fields()), "_body": request.body.decode("utf-8", "replace"),
            }  # fmt: skip
            lines = "".join(f"{key} = {value!r}\n" for key, value in about.items())
            status = await world.execute(lines + known, name)
            if status:
                reply(Response(500, Headers(), b""))
                return
            reply(Response(world.code, Headers([("Server", f"BaseHTTP/0.6 Python/{VERSION}"), *world.fields]),
                           bytes(world.body)))  # fmt: skip
        await _log(run, request, world.code if known is not None else 501)

    def handle(request: Request, reply: Reply) -> None:
        run.host.spawn_task(respond(request, reply))

    return await _listen(run, program.port, handle)


async def _log(run: Invocation, request: Request, status: int) -> None:
    stamp = datetime.fromtimestamp(run.now(), UTC).strftime("%d/%b/%Y %H:%M:%S")
    await run.stderr.write(f'{request.peer or "127.0.0.1"} - - [{stamp}] "{request.method} {request.target} HTTP/1.1" '
                           f"{status} -\n")  # fmt: skip


async def _listen(run: Invocation, port: int, handle: Any, hello: str = "") -> int:
    async def ready() -> None:
        await run.stdout.write(hello)

    try:
        await run.serve("0.0.0.0", port, handle, ready)
    except AddressInUseError:
        await run.stderr.write("Traceback (most recent call last):\nOSError: [Errno 98] Address already in use\n")
        return 1
    return 0


async def _module(run: Invocation, words: list[str]) -> int:
    name, rest = words[0] if words else "", words[1:]
    match name:
        case "http.server":
            return await _http_server(run, rest)
        case "json.tool":
            text = run.read_file(rest[0]).decode() if rest else (await run.stdin.read()).decode("utf-8", "replace")
            try:
                await run.stdout.write(json.dumps(json.loads(text), indent=4, ensure_ascii=True) + "\n")
            except ValueError as error:
                await run.stderr.write(f"{error}\n")
                return 1
            return 0
        case "pip":
            return await _pip(run, rest)
    await run.stderr.write(f"python3: this simulated Python cannot run the module '{name}'\n")
    return 1


async def _http_server(run: Invocation, words: list[str]) -> int:
    folder, port = run.cwd, 8000
    rest = [*words]
    while rest:
        word = rest.pop(0)
        if word in {"-d", "--directory"} and rest:
            folder = posixpath.join(run.cwd, rest.pop(0))
        elif word in {"-b", "--bind"} and rest:
            rest.pop(0)
        elif word.isdigit():
            port = int(word)
        else:
            await run.stderr.write(f"usage: server.py [-h] [--cgi] [-b ADDRESS] [-d DIRECTORY] [-p VERSION] [port]\n"
                                   f"server.py: error: argument port: invalid int value: '{word}'\n")  # fmt: skip
            return 2

    def handle(request: Request, reply: Reply) -> None:
        response = _page(run, folder, request)
        reply(response)
        run.host.spawn_task(_log(run, request, response.status))

    hello = f"Serving HTTP on 0.0.0.0 port {port} (http://0.0.0.0:{port}/) ...\n"
    return await _listen(run, port, partial(handle), hello)


def _page(run: Invocation, folder: str, request: Request) -> Response:
    path = posixpath.normpath(folder + unquote(request.path))
    server = ("Server", f"SimpleHTTP/0.6 Python/{VERSION}")
    kind = run.kind_of(path)
    if kind == "directory" and run.kind_of(f"{path}/index.html") == "file":
        path, kind = f"{path}/index.html", "file"
    if kind == "file":
        body, status, media = run.read_file(path), 200, TYPES.get(path.rpartition(".")[2], "application/octet-stream")
    elif kind == "directory":
        names = [
            f"{name}/" if run.kind_of(f"{path}/{name}") == "directory" else name for name in run.list_directory(path)
        ]
        rows = "".join(f'<li><a href="{name}">{name}</a></li>\n' for name in names)
        title = f"Directory listing for {request.path}"
        text = (f'<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n</head>\n'
                f"<body>\n<h1>{title}</h1>\n<hr>\n<ul>\n{rows}</ul>\n<hr>\n</body>\n</html>\n")  # fmt: skip
        body, status, media = text.encode(), 200, "text/html; charset=utf-8"
    else:
        text = ('<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error '
                "response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: 404"
                "</p>\n        <p>Message: File not found.</p>\n        <p>Error code explanation: 404 - Nothing "
                "matches the given URI.</p>\n    </body>\n</html>\n")  # fmt: skip
        body, status, media = text.encode(), 404, "text/html;charset=utf-8"
    fields = [server, ("Content-type", media), ("Content-Length", str(len(body)))]
    return Response(status, Headers(fields), body if request.method != "HEAD" else b"")


async def _pip(run: Invocation, words: list[str]) -> int:
    if words[:1] in (["--version"], ["-V"]):
        await run.stdout.write("pip 25.0.1 from /usr/local/lib/python3.12/site-packages/pip (python 3.12)\n")
        return 0
    if words[:1] == ["list"] or words[:1] == ["freeze"]:
        await run.stdout.write("Package Version\n------- -------\npip     25.0.1\n" if words[0] == "list" else "")
        return 0
    if words[:1] == ["install"]:
        names = [word for word in words[1:] if not word.startswith("-")]
        what = names[0] if names else ""
        await run.stderr.write(f"ERROR: Could not find a version that satisfies the requirement {what} (from versions: "
                               f"none)\nERROR: No matching distribution found for {what}\n(there is no package index "
                               "behind this simulated pip)\n")  # fmt: skip
        return 1
    await run.stderr.write(f'ERROR: unknown command "{words[0] if words else ""}"\n')
    return 1
