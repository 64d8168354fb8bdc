"""Python programs of learners, changed so that the small interpreter can run them: its gaps become function calls.

The host's own Python only parses here; it never runs what learners wrote.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

LONGEST = 100_000
OURS = frozenset({"time", "random", "socket", "platform", "http.server", "http", "socketserver"})
THEIRS = frozenset({"sys", "os", "json", "math", "datetime", "typing", "asyncio", "pathlib", "__future__"})
CALLS = {
    "time.sleep": "_sleep", "time.time": "_time", "time.monotonic": "_time", "time.perf_counter": "_time",
    "socket.gethostname": "_hostname", "platform.node": "_hostname", "random.random": "_random", "input": "_input",
    "random.randint": "_randint", "random.uniform": "_uniform", "os.getenv": "_getenv", "os.environ.get": "_getenv",
    "sys.exit": "_exit", "exit": "_exit", "quit": "_exit", "os._exit": "_exit", "time.strftime": "_strftime",
    "datetime.now": "_now", "datetime.datetime.now": "_now", "datetime.utcnow": "_now",
    "datetime.datetime.utcnow": "_now", "time.ctime": "_ctime", "os.getpid": "_pid", "sys.stdin.read": "_read",
    "sys.stdin.readline": "_read_line", "sys.stdin.readlines": "_read_lines",
}  # fmt: skip
FUNCTIONS = (*sorted({*CALLS.values()}), "_print", "_environ", "_respond", "_header", "_write")
STDIN = "sys.stdin"
NOTHING = frozenset({"sys.stdout.flush", "sys.stderr.flush", "signal.signal"})


class SourceError(Exception):
    """A program that cannot run: what the real one would say, or why the simulated one does not."""


@dataclass
class Program:
    """A program that is ready. `handlers` are an HTTP server's methods by verb, `port` its port."""

    code: str
    port: int = 0
    handlers: dict[str, str] = field(default_factory=dict)


def prepare(text: str, name: str, argv: list[str]) -> Program:
    """The program to run; SourceError when there is none."""
    if len(text) > LONGEST:
        raise SourceError("python3: the program is too long for this simulated Python\n")
    try:
        tree = ast.parse(text, name)
    except SyntaxError as error:
        raise SourceError(_syntax(error, name)) from None
    except (RecursionError, MemoryError, ValueError):
        raise SourceError("python3: the program is nested too deeply for this simulated Python\n") from None
    change = _Change(text, name, argv)
    try:
        tree = change.visit(tree)
        server = _Server(change).find(tree)
        return server or Program(ast.unparse(ast.fix_missing_locations(tree)))
    except RecursionError:
        raise SourceError("python3: the program is nested too deeply for this simulated Python\n") from None


def _syntax(error: SyntaxError, name: str) -> str:
    line = (error.text or "").rstrip("\n")
    shown = line.lstrip()
    at = max(0, (error.offset or 1) - 1 - (len(line) - len(shown)))
    width = max(1, (error.end_offset or 0) - (error.offset or 0)) if error.end_lineno == error.lineno else 1
    kind = type(error).__name__
    return f'  File "{name}", line {error.lineno}\n    {shown}\n    {" " * at}{"^" * width}\n{kind}: {error.msg}\n'


def original_lines(code: str, source: str) -> dict[int, int]:
    """The lines of a changed program, and those of the original that they come from."""
    try:
        new, old = ast.parse(code), ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    first, second = ([node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt)] for tree in (new, old))
    return dict(zip(first, second, strict=False))


def dotted(node: ast.AST) -> str:
    """`a.b.c` as text; "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), [*arguments], [])


class _Change(ast.NodeTransformer):
    def __init__(self, text: str, name: str, argv: list[str]) -> None:
        self.lines, self.name, self.argv = text.splitlines(), name, argv
        self.short: dict[str, str] = {}  # from time import sleep

    def _refuse(self, module: str, line: int) -> SourceError:
        root = module.partition(".")[0]
        if root in sys.stdlib_module_names:
            return SourceError(f"python3: this simulated Python does not have the module '{module}'\n")
        shown = self.lines[line - 1].strip() if line <= len(self.lines) else ""
        return SourceError(f'Traceback (most recent call last):\n  File "{self.name}", line {line}, in <module>\n'
                           f"    {shown}\nModuleNotFoundError: No module named '{root}'\n")  # fmt: skip

    def visit_Import(self, node: ast.Import) -> ast.AST:
        """Modules that become functions are not imported."""
        kept = []
        for one in node.names:
            if one.name in OURS:
                if one.asname:
                    self.short[one.asname] = one.name
            elif one.name in THEIRS:
                kept.append(one)
            else:
                raise self._refuse(one.name, node.lineno)
        return ast.Import(kept) if kept else ast.Pass()

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        """`from time import sleep` gives a short name."""
        module = node.module or ""
        if module not in OURS and module not in THEIRS:
            raise self._refuse(module, node.lineno)
        for one in node.names:
            self.short[one.asname or one.name] = f"{module}.{one.name}"
        ours = module in OURS or all(f"{module}.{one.name}" in {*CALLS, STDIN} for one in node.names)
        return ast.Pass() if ours or module == "__future__" else node

    def full(self, node: ast.AST) -> str:
        """A dotted name with short names spelt out."""
        name = dotted(node)
        first, dot, rest = name.partition(".")
        return self.short.get(first, first) + dot + rest

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Calls of what the small interpreter does not have."""
        name = self.full(node.func)
        if name == "json.load" and [self.full(one) for one in node.args] == [STDIN]:
            return ast.Call(ast.Attribute(ast.Name("json", ast.Load()), "loads", ast.Load()), [_call("_read")], [])
        self.generic_visit(node)
        if name == "print":
            return self._print(node)
        if name == "random.choice" and len(node.args) == 1:
            last = ast.BinOp(_call("len", node.args[0]), ast.Sub(), ast.Constant(1))
            return ast.Subscript(node.args[0], _call("_randint", ast.Constant(0), last), ast.Load())
        if name in {"sys.stdout.write", "sys.stderr.write"}:
            return _call("_print", ast.List([*node.args], ast.Load()), ast.Constant(""), ast.Constant(""),
                         ast.Constant(name.split(".")[1]))  # fmt: skip
        if name in NOTHING:
            return ast.Constant(None)
        if name in CALLS or name.removeprefix("datetime.") in CALLS:
            node.func = ast.Name(CALLS.get(name) or CALLS[name.removeprefix("datetime.")], ast.Load())
            node.keywords = []
        return node

    def _print(self, node: ast.Call) -> ast.AST:
        given = {one.arg: one.value for one in node.keywords}
        target = dotted(given["file"]).split(".")[-1] if "file" in given else "stdout"
        items = ast.ListComp(_call("str", ast.Name("_one", ast.Load())), [
            ast.comprehension(ast.Name("_one", ast.Store()), ast.List([*node.args], ast.Load()), [], 0)])  # fmt: skip
        return _call("_print", items, given.get("sep", ast.Constant(" ")), given.get("end", ast.Constant("\n")),
                     ast.Constant(target))  # fmt: skip

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """os.environ["NAME"]."""
        if self.full(node.value) == "os.environ" and isinstance(node.ctx, ast.Load):
            return _call("_environ", node.slice)
        return self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """sys.argv, sys.version."""
        match self.full(node):
            case "sys.stdin":  # as what is iterated over
                return _call("_read_lines")
            case "sys.argv":
                return ast.List([ast.Constant(word) for word in self.argv], ast.Load())
            case "sys.version":
                return ast.Constant("3.12.12 (main, Oct 10 2025, 00:00:00) [GCC 14.2.0]")
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """`__name__` is that of the main program, `stdin` may be imported by its name."""
        if self.full(node) == STDIN:
            return _call("_read_lines")
        return ast.Constant("__main__") if node.id == "__name__" else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """`"%s" % x` of literal texts becomes a formatted one."""
        self.generic_visit(node)
        if isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant) and isinstance(node.left.value, str):
            parts = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
            pieces = node.left.value.replace("%d", "%s").split("%s")
            if len(pieces) == len(parts) + 1 and "%" not in "".join(pieces):
                values: list[ast.expr] = [ast.Constant(pieces[0])]
                for part, piece in zip(parts, pieces[1:], strict=True):
                    values += [ast.FormattedValue(part, -1), ast.Constant(piece)]
                return ast.JoinedStr(values)
        return node


def _flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements, those under `if __name__ == "__main__"` among them."""
    for node in body:
        named = isinstance(node, ast.If) and isinstance(node.test, ast.Compare) and "__main__" in ast.unparse(node.test)
        if named and isinstance(node, ast.If):
            yield from node.body
        else:
            yield node


class _Server:
    """An HTTP server of the standard library: a handler class, an address, and `serve_forever`."""

    def __init__(self, change: _Change) -> None:
        self.change = change

    def find(self, tree: ast.Module) -> Program | None:
        """The server's program, None when it is no server."""
        full, tree = self.change.full, ast.Module([*_flat(tree.body)], [])
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)
                   and any(full(base).endswith("BaseHTTPRequestHandler") for base in node.bases)]  # fmt: skip
        port = next((found for node in ast.walk(tree) if isinstance(node, ast.Call)
                     and full(node.func).rpartition(".")[2] in {"HTTPServer", "TCPServer",
                                                                             "ThreadingHTTPServer"}
                     and (found := self._port(tree, node))), 0)  # fmt: skip
        if not classes or not port:
            return None
        plain = (ast.Import, ast.ImportFrom, ast.FunctionDef)
        before: list[ast.stmt] = [node for node in tree.body if isinstance(node, plain)
                  or (isinstance(node, ast.Assign) and not self._serves(node))]  # fmt: skip
        setup = ast.unparse(ast.fix_missing_locations(ast.Module(before, [])))
        handlers = {}
        for method in classes[0].body:
            if isinstance(method, ast.FunctionDef) and method.name.startswith("do_"):
                body = [_Handler().visit(line) for line in method.body]
                code = ast.unparse(ast.fix_missing_locations(ast.Module(body, [])))
                handlers[method.name[3:]] = f"{setup}\n{code}"
        start = [node for node in tree.body if isinstance(node, ast.Expr)
                 and "_print" in ast.unparse(node) and "serve_forever" not in ast.unparse(node)]  # fmt: skip
        shown = ast.unparse(ast.fix_missing_locations(ast.Module([*before, *start], [])))
        return Program(shown, port, handlers)

    @staticmethod
    def _serves(node: ast.Assign) -> bool:
        return any(word in ast.unparse(node) for word in ("HTTPServer", "TCPServer", "serve_forever"))

    @staticmethod
    def _port(tree: ast.Module, node: ast.Call) -> int:
        if not node.args or not isinstance(node.args[0], ast.Tuple) or len(node.args[0].elts) != 2:
            return 0
        where = node.args[0].elts[1]
        if isinstance(where, ast.Name):
            named = where.id
            for line in tree.body:
                if isinstance(line, ast.Assign) and dotted(line.targets[0]) == named:
                    where = line.value
        return where.value if isinstance(where, ast.Constant) and isinstance(where.value, int) else 0


class _Handler(ast.NodeTransformer):
    """A handler's method as a plain program: `self` becomes functions and the variables of one request."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """self.send_response(200) and its kind."""
        name = dotted(node.func)
        self.generic_visit(node)
        ours = {"self.send_response": "_respond", "self.send_header": "_header", "self.wfile.write": "_write",
                "self.send_error": "_respond"}.get(name)  # fmt: skip
        if name in {"self.end_headers", "self.log_message", "self.flush_headers"}:
            return ast.Constant(None)
        if name == "self.headers.get":
            node.func = ast.Attribute(ast.Name("_headers", ast.Load()), "get", ast.Load())
        elif name == "self.rfile.read":
            return ast.Name("_body", ast.Load())
        elif ours:
            arguments = node.args
            if ours == "_write" and len(arguments) == 1:
                arguments = [_plain(arguments[0])]
            return _call(ours, *arguments)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """self.path and its kind."""
        names = {"self.path": "_path", "self.command": "_method", "self.headers": "_headers",
                 "self.client_address": "_client"}  # fmt: skip
        found = names.get(dotted(node))
        return ast.Name(found, ast.Load()) if found else self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> ast.AST:
        """The end of a method is the end of the program."""
        return ast.Expr(_call("_exit", ast.Constant(0)))


def _plain(node: ast.expr) -> ast.expr:
    """The text behind `b"..."`, `x.encode()` and `bytes(x, "utf8")`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bytes):
        return ast.Constant(node.value.decode("utf-8", "replace"))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "encode":
        return node.func.value
    if isinstance(node, ast.Call) and dotted(node.func) == "bytes" and node.args:
        return node.args[0]
    return node
