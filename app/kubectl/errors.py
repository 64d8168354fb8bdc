"""What can go wrong in kubectl, and how it is told: one exception type per shape of message, one place that formats.

Follows kubernetes kubectl/pkg/cmd/util/helpers.go: checkErr, StandardErrorMessage, MultipleErrors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.network.network import ConnectError, UntrustedError


class KubectlError(Exception):
    """A failure of kubectl's own; printed as `error: message`. `exit` is the status."""

    def __init__(self, message: str, exit: int = 1) -> None:  # noqa: A002 - as the shell calls it
        super().__init__(message)
        self.exit = exit


class PlainError(KubectlError):
    """A failure whose text is printed as it is, without `error: `."""


class PathError(KubectlError):
    """A name or namespace that cannot be part of a request's path."""


class DocumentError(KubectlError):
    """A file's document that is no object, or of no kind that is served: told from within a list of errors."""


class UsageError(KubectlError):
    """A command used wrongly: the message is followed by where to find help for the command."""


class FlagError(KubectlError):
    """A flag that does not parse."""


class ExitError(Exception):
    """End with a status; everything there is to say has been said."""

    def __init__(self, code: int = 1) -> None:
        super().__init__(code)
        self.code = code


class ConfigurationError(KubectlError):
    """The kubeconfig's context does not fit."""


class NoMatchError(KubectlError):
    """The server has no such resource type."""


class StatusError(Exception):
    """A refusal of the API server: `status` is its Status object. `prefix` comes before the server's message."""

    def __init__(self, status: dict[str, Any], prefix: str = "") -> None:
        super().__init__(prefix + str(status.get("message", "")))
        self.status = status
        self.prefix = prefix

    @property
    def reason(self) -> str:
        """NotFound, Conflict and the like; empty when the server gives none."""
        return str(self.status.get("reason") or "")

    @property
    def message(self) -> str:
        """The server's message with what kubectl put before it."""
        return str(self)

    @property
    def code(self) -> int:
        """The HTTP status code."""
        return int(self.status.get("code") or 0)

    def prefixed(self, prefix: str) -> StatusError:
        """The same error with a source before its message."""
        return StatusError(self.status, prefix + self.prefix)


class ConnectionFailure(Exception):  # noqa: N818 - Go's url.Error
    """No answer from the server. `operation` is `Get` and the like, `why` is the socket's error as Go words it."""

    def __init__(self, operation: str, url: str, host: str, why: str) -> None:
        super().__init__(f'{operation} "{url}": {why}')
        self.operation, self.url, self.host, self.why = operation, url, host, why


def socket_error(wrong: ConnectError, host: str, port: int) -> str:
    """Why there was no connection, as Go's net package words it."""
    if isinstance(wrong, UntrustedError):
        return f"tls: failed to verify certificate: x509: {wrong.flaws[0].text}"
    address = "127.0.0.1" if host == "localhost" else host
    words = {
        "unknown host": f"dial tcp: lookup {host} on 127.0.0.53:53: no such host",
        "refused": f"dial tcp {address}:{port}: connect: connection refused",
        "unreachable": f"dial tcp {address}:{port}: connect: no route to host",
        "broken": "unexpected EOF",
        "not tls": "http: server gave HTTP response to HTTPS client",
    }
    return words.get(wrong.kind, f"dial tcp {address}:{port}: i/o timeout")


class ErrorList(Exception):  # noqa: N818 - an aggregate
    """Several failures of one command, each on a line of its own.

    A list of one is told as that error alone, unless it is `kept`: then it stays a line, without `error: ` before it.
    """

    def __init__(self, errors: Iterable[Exception], *, kept: bool = False) -> None:
        self.errors, self.kept = list(errors), kept
        texts = list(dict.fromkeys(str(error) for error in self.errors))
        super().__init__(texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]")


Failure = (KubectlError, StatusError, ConnectionFailure, ErrorList)


def raise_all(errors: Sequence[Exception]) -> None:
    """Raise what has been collected: nothing, the one error, or all of them."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ErrorList(errors)


def raise_nested(errors: Sequence[Exception]) -> None:
    """The same for verbs that put what went wrong into a list of their own: files' errors come as a list already.

    Of lists within lists only one level is taken off, so those have no `error: ` before them.
    """
    if len(errors) == 1 and isinstance(errors[0], DocumentError):
        raise ErrorList(errors, kept=True)
    raise_all(errors)


def from_source(error: Exception, verb: str, source: str) -> Exception:
    """The error with `error when creating "file": ` before it, as errors of a file's object are told."""
    prefix = f'error when {verb} "{source}": '
    if isinstance(error, StatusError):
        return error.prefixed(prefix)
    return KubectlError(prefix + str(error)) if isinstance(error, KubectlError) and source else error


def message_of(error: BaseException) -> str:
    """One error as a line of several."""
    if isinstance(error, StatusError):
        return _of_server(error)
    if isinstance(error, ConnectionFailure):
        if "connection refused" in error.why:
            return f"The connection to the server {error.host} was refused - did you specify the right host or port?"
        return f"Unable to connect to the server: {error.why}"
    return str(error)


def _of_server(error: StatusError) -> str:
    if error.reason == "Unauthorized":
        return f"error: You must be logged in to the server ({error.status.get('message', '')})"
    return f"Error from server ({error.reason}): {error}" if error.reason else f"Error from server: {error}"


def explain(error: BaseException, command: str) -> tuple[str, int]:
    """What goes to standard error (without a final newline) and the exit status; `command` is `kubectl get`."""
    if isinstance(error, ErrorList) and len(error.errors) == 1 and not error.kept:
        error = error.errors[0]
    if isinstance(error, FlagError):
        return f"error: {error}\nSee '{command} --help' for usage.", error.exit
    if isinstance(error, UsageError):
        return f"error: {error}\nSee '{command} -h' for help and examples", error.exit
    if isinstance(error, StatusError) and error.reason == "Invalid":
        return _invalid(error), 1
    if isinstance(error, ErrorList):
        return "\n".join(message_of(each) for each in error.errors), 1
    if isinstance(error, PlainError):
        return str(error), error.exit
    if isinstance(error, ConfigurationError):
        return f"Error in configuration: {error}", error.exit
    if isinstance(error, KubectlError):
        text = str(error)
        return text if text.startswith("error: ") else f"error: {text}", error.exit
    return message_of(error), 1


def _invalid(error: StatusError) -> str:
    details = error.status.get("details")
    text, message = "The request is invalid", str(error)
    if not details:
        return f"{text}: {message}" if message else text
    kind, name, causes = details.get("kind", ""), details.get("name", ""), details.get("causes") or []
    if kind or name:
        text = f'The {kind} "{name}" is invalid'
    elif message and not causes:
        text += f": {message}"
    lines = list(dict.fromkeys(f"{cause.get('field', '')}: {cause.get('message', '')}" for cause in causes))
    if len(lines) > 1:
        return "\n".join([f"{text}: ", *(f"* {line}" for line in lines), ""])
    return f"{text}: {lines[0]}\n" if lines else text
