"""Words that a shell knows without looking for a program."""

from __future__ import annotations

_RESERVED = "! [[ ]] case coproc do done elif else esac fi for function if in select then time until while { }"
RESERVED = frozenset(_RESERVED.split())
_SHELL_BUILTINS = """
    . : [ alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs disown echo
    enable eval exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf
    pushd pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit
    umask unalias unset wait
"""
SHELL_BUILTINS = frozenset(_SHELL_BUILTINS.split())
# What shows variables: a builtin, and what stands behind it.
LISTING = frozenset(
    {"set ", *(f"{name} {option}" for name in ("declare", "typeset", "export") for option in ("", "-p", "-x"))}
)
