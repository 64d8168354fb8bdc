"""node: JavaScript of learners in a small interpreter, and the usual small HTTP server by its shape; npm refuses.

Differs from the real one: a part of the language, no modules but `os` and `http`; what is missing is said.
"""

from __future__ import annotations

import json
import re

from app.host import languages
from app.host.invocation import Invocation
from app.network.http import Headers, Reply, Request, Response
from app.network.network import AddressInUseError

NAMES = ("node", "nodejs", "npm", "npx")
VERSION = "v22.21.1"
_TEXT = r"""(?P<{0}>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)"""
_NAME = r"^\s*(?:const|let|var)\s+\{?\s*[\w, ]+\s*\}?\s*="
REQUIRE = re.compile(_NAME + r"""\s*require\(\s*['"](?:node:)?(\w+)['"]\s*\)\s*;?""", re.M)
SERVER = re.compile(r"createServer\(\s*(?:async\s*)?(?:function\s*)?\(?\s*\w+\s*,\s*(?P<res>\w+)\s*\)?\s*(?:=>)?\s*\{")
LISTEN = re.compile(r"\.listen\(\s*(?P<port>[\w.| ]+)", re.S)
_DOES = r"^(?P<res>\w+)\.(?P<name>writeHead|setHeader|statusCode|write|end)\s*"
CALL = re.compile(_DOES + r"(?:\((?P<args>.*)\)|=\s*(?P<value>.*))$", re.S)


async def main(run: Invocation) -> int:
    """Run a program."""
    words = [*run.args]
    if run.name in {"npm", "npx"}:
        return await _npm(run, words)
    if words[:1] in (["-v"], ["--version"]):
        await run.stdout.write(f"{VERSION}\n")
        return 0
    if words[:1] in (["-h"], ["--help"]):
        await run.stdout.write("Usage: node [options] [ script.js ] [arguments]\n")
        return 0
    if words[:1] in (["-e"], ["-p"], ["--eval"], ["--print"]):
        if len(words) < 2:
            await run.stderr.write(f"node: {words[0]} requires an argument\n")
            return 9
        code = words[1] if words[0] in {"-e", "--eval"} else f"console.log({words[1].rstrip(';')})"
        return await _program(run, code)
    if words and words[0].startswith("-"):
        await run.stderr.write(f"node: bad option: {words[0]}\n")
        return 9
    if not words:
        if run.stdin.isatty:
            await run.stderr.write("node: the simulated Node.js has no prompt: use -e, or a file\n")
            return 1
        return await _program(run, (await run.stdin.read()).decode("utf-8", "replace"))
    path = run.path(words[0])
    for at in (path, f"{path}.js", f"{path}/index.js"):
        if run.kind_of(at) == "file":
            return await _program(run, run.read_file(at).decode("utf-8", "replace"))
    await run.stderr.write(
        f"node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module '{path}'\n"
        "    at node:internal/main/run_main_module:36:49 {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}\n\n"
        f"Node.js {VERSION}\n"
    )
    return 1


def known(run: Invocation, code: str) -> str:
    """A program with what the small interpreter does not have put in: variables, the host name, arguments."""
    code = re.sub(
        r"process\.env\.(\w+)", lambda at: json.dumps(run.env[at[1]]) if at[1] in run.env else "undefined", code
    )
    code = re.sub(r"process\.env\[['\"](\w+)['\"]\]",
                  lambda at: json.dumps(run.env[at[1]]) if at[1] in run.env else "undefined", code)  # fmt: skip
    code = re.sub(r"\b(?:os|require\(['\"]os['\"]\))\.hostname\(\)", lambda at: json.dumps(run.host.spec.name), code)
    code = re.sub(r"process\.version\b", lambda at: json.dumps(VERSION), code)
    code = re.sub(r"Date\.now\(\)", lambda at: str(int(run.now() * 1000)), code)
    return re.sub(r"process\.pid\b", lambda at: str(run.pid()), code)


async def _program(run: Invocation, text: str) -> int:
    code = known(run, text.removeprefix("\ufeff"))
    modules = [found[1] for found in REQUIRE.finditer(code)]
    foreign = next((name for name in modules if name not in {"os", "http"}), "")
    if foreign:
        return await _missing(run, foreign)
    code = REQUIRE.sub("", code)
    if "createServer" in code:
        return await _server(run, code)
    if found := re.search(r"\b(require|process|setInterval|setTimeout|import)\b", code):
        await run.stderr.write(f"node: this simulated Node.js does not have '{found[1]}' in that place\n")
        return 1
    with run.computing():
        status, output, errors = await languages.javascript(code)
    await run.stdout.write(output)
    if errors:
        await run.stderr.write(f"node: this simulated Node.js says: {errors}")
    return status


async def _missing(run: Invocation, name: str) -> int:
    await run.stderr.write(f"node: this simulated Node.js does not have the module '{name}'\n")
    return 1


async def _server(run: Invocation, code: str) -> int:
    """`http.createServer((req, res) => { res.writeHead(200); res.end('x'); }).listen(8080)`, and nothing cleverer."""
    found, listen = SERVER.search(code), LISTEN.search(code)
    with run.computing():
        port = await _number(code, listen["port"] if listen else "")
        answer = await _answer(code, braced(code, found.end()), found["res"]) if found else None
    if answer is None or not port:
        await run.stderr.write("node: this simulated Node.js runs only small HTTP servers: a handler of writeHead, "
                               "setHeader, write, end and console.log, and a listen with a port\n")  # fmt: skip
        return 1
    status, fields, body, lines = answer

    def handle(request: Request, reply: Reply) -> None:
        if lines:
            run.host.spawn_task(_write(run, lines))
        reply(Response(status, Headers([*fields, ("Content-Length", str(len(body)))]), body.encode()))

    async def ready() -> None:
        for line in re.findall(
            rf"console\.log\(\s*{_TEXT.format('text')}\s*\)", code[listen.end() :] if listen else ""
        ):
            await run.stdout.write(_text(line) + "\n")

    try:
        await run.serve("0.0.0.0", port, handle, ready)
    except AddressInUseError:
        await run.stderr.write(f"Error: listen EADDRINUSE: address already in use :::{port}\n")
        return 1
    return 0


async def _write(run: Invocation, text: str) -> None:
    await run.stdout.write(text)


async def _value(code: str, expression: str) -> str | None:
    """What an expression is, with the program's constants in front."""
    plain = re.compile(r"\s*(?:const|let|var)\s+\w+\s*=\s*[^=>{]*$")
    constants = "\n".join(line for line in code.splitlines() if plain.match(line) and "create" not in line)
    status, output, _ = await languages.javascript(f"{constants}\nconsole.log({expression})")
    return output.removesuffix("\n") if not status else None


async def _number(code: str, expression: str) -> int:
    text = expression.strip() if expression.strip().isdigit() else await _value(code, expression) if expression else ""
    return int(text) if text and text.strip().isdigit() else 0


def braced(code: str, start: int) -> str:
    """What stands between a brace that ends at `start` and the one that closes it."""
    depth, at, quote = 1, start, ""
    while at < len(code) and depth:
        letter = code[at]
        if quote:
            at += letter == "\\"
            quote = "" if letter == quote else quote
        elif letter in "'\"`":
            quote = letter
        else:
            depth += (letter == "{") - (letter == "}")
        at += 1
    return code[start : at - 1]


async def _answer(code: str, body: str, response: str) -> tuple[int, list[tuple[str, str]], str, str] | None:
    status, fields, text, lines = 200, list[tuple[str, str]](), "", ""
    for statement in filter(None, (part.strip() for part in re.split(r";|\n(?=\s*\w+\.)", body))):
        if printed := re.fullmatch(r"console\.log\((.*)\)", statement, re.S):
            lines += f"{await _value(code, printed[1])}\n"
            continue
        found = CALL.match(statement)
        if found is None or found["res"] != response:
            return None
        args = found["args"] or ""
        if found["name"] == "statusCode":
            status = int(found["value"]) if (found["value"] or "").strip().isdigit() else 200
        elif found["name"] == "writeHead":
            number, _, headers = args.partition(",")
            status = int(number) if number.strip().isdigit() else 200
            fields += re.findall(r"['\"]([\w-]+)['\"]\s*:\s*['\"]([^'\"]*)['\"]", headers)
        elif found["name"] == "setHeader":
            fields += re.findall(r"['\"]([\w-]+)['\"]\s*,\s*['\"]([^'\"]*)['\"]", args)
        elif args:
            value = await _value(code, args)
            if value is None:
                return None
            text += value
    return status, fields, text, lines


def _text(literal: str) -> str:
    return literal[1:-1].replace("\\n", "\n").replace("\\'", "'").replace('\\"', '"')


async def _npm(run: Invocation, words: list[str]) -> int:
    if words[:1] in (["-v"], ["--version"]):
        await run.stdout.write("10.9.4\n")
        return 0
    if words[:1] == ["start"] and run.kind_of("package.json") == "file":
        script = json.loads(run.read_file("package.json")).get("scripts", {}).get("start", "node server.js")
        return await run.spawn(["sh", "-c", script])
    await run.stderr.write("npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error network request to "
                           "https://registry.npmjs.org/ failed, reason: there is no package index behind this "
                           "simulated npm\n")  # fmt: skip
    return 1
