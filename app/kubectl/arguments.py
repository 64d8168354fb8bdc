"""The arguments of a command line that mean objects: types, names, and both with a slash between them.

Follows kubernetes cli-runtime/pkg/resource/builder.go: ResourceTypeOrNameArgs
"""

from __future__ import annotations

from collections.abc import Sequence

from app.kubectl.errors import KubectlError

MISSING = (
    "You must provide one or more resources by argument or filename.\n"
    "Example resource specifications include:\n"
    "   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'"
)
SEPARATE_TYPE = (
    "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form "
    "(e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'"
)
SINGLE_PAIR = "arguments in resource/name form must have a single resource and name"


def split_args(words: Sequence[str]) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """(type/name pairs, types, names) of the arguments."""
    args = list(words)
    slashes = sum("/" in arg for arg in args)
    if slashes and slashes != len(args):
        raise KubectlError(SEPARATE_TYPE)
    if slashes:
        return [split_pair(arg) for arg in args], [], []
    types = args[0].split(",") if args else []
    if "" in types and len(args) > 1:
        raise KubectlError(SINGLE_PAIR)
    return [], types, args[1:]


def split_pair(word: str) -> tuple[str, str]:
    """`pod/web` as (pod, web)."""
    parts = word.split("/")
    if len(parts) != 2:
        raise KubectlError("arguments in resource/name form may not have more than one slash")
    if not parts[0] or not parts[1] or "," in parts[0]:
        raise KubectlError(SINGLE_PAIR)
    return parts[0], parts[1]
