"""DRIVING.md is followed to the letter."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from learner import PATIENCE, ROOT, Server

PAGE = (ROOT / "app" / "web" / "DRIVING.md").read_text(encoding="utf-8")


def test_the_script_of_the_page_drives_a_lesson(server: Server, tmp_path: Path) -> None:
    (script,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / "drive.py").write_text(script, encoding="utf-8")
    command = [sys.executable, "drive.py", server.url]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=4 * PATIENCE, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^node02 +Ready +<none> +10m +v1.36.2$", done.stdout, re.MULTILINE)
