"""Paths of files in volumes, and their permission bits.

Follows kubernetes pkg/apis/core/validation/validation.go: validateLocalDescendingPath, ValidateLocalNonReservedPath.
"""

from __future__ import annotations

from app.cluster.validation.field_errors import Errors, invalid

_MODE = "must be a number between 0 and 0777 (octal), both inclusive"


def no_backsteps(path: str, value: str) -> Errors:
    """No `..` in a path."""
    return [invalid(path, value, "must not contain '..'")] if ".." in value.split("/") else []


def descending_path(path: str, value: str) -> Errors:
    """A relative path that stays below its start."""
    if value.startswith("/"):
        return [invalid(path, value, "must be a relative path"), *no_backsteps(path, value)]
    return no_backsteps(path, value)


def local_path(path: str, value: str) -> Errors:
    """A relative path that the kubelet does not keep for itself."""
    errors = descending_path(path, value)
    if value.startswith("..") and not value.startswith("../"):
        errors.append(invalid(path, value, "must not start with '..'"))
    return errors


def file_mode(path: str, mode: int | None) -> Errors:
    """Permission bits."""
    return [invalid(path, mode, _MODE)] if mode is not None and not 0 <= mode <= 0o777 else []
