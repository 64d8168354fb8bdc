"""Plugins: programs on the PATH."""

from __future__ import annotations


def test_what_is_wrong_with_plugins_is_listed(kubectl):
    names = ("/usr/bin/kubectl-create-x", "/usr/bin/kubectl-foo", "/opt/kubectl-foo", "/usr/bin/kubectl-a.txt")
    result = kubectl("plugin", "list", files=dict.fromkeys(names, "#!/bin/sh\n"), PATH="/usr/bin:/opt")
    assert result.out == (
        "The following compatible plugins are available:\n\n/usr/bin/kubectl-a.txt\n/usr/bin/kubectl-create-x\n"
        "/usr/bin/kubectl-foo\n/opt/kubectl-foo\n"
    )
    assert result.err == (
        "  - warning: /usr/bin/kubectl-a.txt identified as a kubectl plugin, but it is not executable\n"
        '  - warning: kubectl-create-x overwrites existing command: "kubectl create"\n'
        "  - warning: /opt/kubectl-foo is overshadowed by a similarly named plugin: /usr/bin/kubectl-foo\n"
        "error: 3 plugin warnings were found\n"
    )
    assert kubectl("plugin", "list").err == "error: unable to find any kubectl plugins in your PATH\n"


def test_create_finds_its_plugins(kubectl):
    files = {"/usr/bin/kubectl-create-x": "#!/bin/sh\n"}
    assert kubectl("create", "x", "y", files=files).machine.ran == [["/usr/bin/kubectl-create-x", "y"]]
    assert kubectl("create", "z", "y", files=files).err.startswith("error: Unexpected args: [z y]\n")
