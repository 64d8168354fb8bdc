"""Learners' Python as it is changed for the small interpreter; nothing of it runs on the host's own."""

from __future__ import annotations

import ast

import pytest

from app.host.programs.python_source import SourceError, prepare


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("import time\ntime.sleep(2)", "pass\n_sleep(2)"),
        ("from time import sleep as nap\nnap(1)", "pass\n_sleep(1)"),
        ("import os\nos.environ['A']", "import os\n_environ('A')"),
        ("import sys\nsys.exit(3)", "import sys\n_exit(3)"),
        ("x = '%s-%d' % (a, b)", "x = f'{a}-{b}'"),
        ("if __name__ == '__main__': pass", "if '__main__' == '__main__':\n    pass"),
        ("import sys\nprint(sys.argv[1])",
         "import sys\n_print([str(_one) for _one in [['p', 'q'][1]]], ' ', '\\n', 'stdout')"),
    ],
)  # fmt: skip
def test_gaps_become_calls(text: str, code: str) -> None:
    assert prepare(text, "p", ["p", "q"]).code == code


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import subprocess", "python3: this simulated Python does not have the module 'subprocess'\n"),
        ("import ctypes", "python3: this simulated Python does not have the module 'ctypes'\n"),
        ("import requests", 'Traceback (most recent call last):\n  File "p", line 1, in <module>\n'
         "    import requests\nModuleNotFoundError: No module named 'requests'\n"),
        ("x = (", '  File "p", line 1\n    x = (\n        ^\nSyntaxError: \'(\' was never closed\n'),
        ("(" * 100_001, "python3: the program is too long for this simulated Python\n"),
        ("-" * 50_000 + "1", "python3: the program is nested too deeply for this simulated Python\n"),
    ],
    ids=["subprocess", "ctypes", "requests", "open", "long", "deep"],
)  # fmt: skip
def test_what_cannot_run_is_said(text: str, message: str) -> None:
    with pytest.raises(SourceError) as error:
        prepare(text, "p", ["p"])
    assert str(error.value) == message


def test_a_server_is_taken_apart() -> None:
    text = (
        "from http.server import *\nimport http.server\nclass H(http.server.BaseHTTPRequestHandler):\n"
        "    def do_GET(self):\n        self.send_response(200)\n        self.wfile.write(b'hi')\n        return\n"
        "PORT = 9000\nhttp.server.HTTPServer(('', PORT), H).serve_forever()\n"
    )
    program = prepare(text.split("\n", 1)[1], "p", ["p"])
    assert program.port == 9000
    assert program.handlers["GET"].splitlines()[-3:] == ["_respond(200)", "_write('hi')", "_exit(0)"]
    ast.parse(program.code)
