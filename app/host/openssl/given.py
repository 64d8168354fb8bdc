"""A subcommand's options and operands, and what they name."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography import x509

from app.host.invocation import Invocation
from app.host.openssl import keys
from app.host.openssl.keys import Key

# Accepted everywhere: they ask for what happens anyway.
HARMLESS = frozenset({"-batch", "-nodes", "-noenc", "-sha256", "-utf8"})


class OpensslError(Exception):
    """What openssl complains about, and its exit status."""

    def __init__(self, text: str, status: int = 1) -> None:
        super().__init__(text)
        self.status = status


class Given:
    """Words taken apart by a subcommand's own options: `valued` ones take the next word."""

    def __init__(self, run: Invocation, name: str, words: Sequence[str], valued: set[str], switches: set[str]) -> None:
        self.run, self.name = run, name
        self.values: dict[str, str] = {}
        self.operands: list[str] = []
        rest = list(words)
        while rest:
            word = rest.pop(0)
            word = word[1:] if word.startswith("--") else word
            if word in valued:
                if not rest:
                    raise self.wrong(f"Option {word} needs a value")
                self.values[word] = rest.pop(0)
            elif word in switches or word in HARMLESS:
                self.values[word] = ""
            elif word.startswith("-") and len(word) > 1:
                raise self.wrong(f"Unknown option{' or message digest' if name in ('req', 'x509') else ''}: {word[1:]}")
            else:
                self.operands.append(word)

    def wrong(self, text: str) -> OpensslError:
        """A complaint about the words themselves."""
        return OpensslError(f"{self.name}: {text}\n{self.name}: Use -help for summary.")

    def __contains__(self, option: str) -> bool:
        return option in self.values

    def number(self, option: str, default: int) -> int:
        """An option's whole number."""
        text = self.values.get(option)
        if text is None:
            return default
        if not text.isdigit():
            raise self.wrong(f'Can\'t parse "{text}" as a number')
        return int(text)

    def serial(self) -> int | None:
        """`-set_serial`, in decimals or with 0x in front."""
        text = self.values.get("-set_serial")
        if text is None:
            return None
        try:
            found = int(text, 16) if text[:2] in ("0x", "0X") else int(text)
        except ValueError:
            raise OpensslError("Error getting serial number") from None
        return max(found, 1)

    async def data(self, option: str = "-in", what: str = "") -> bytes:
        """The bytes of a file that an option names; standard input without it."""
        name = self.values.get(option)
        return await self.run.stdin.read() if name in (None, "-") else self.file(str(name), what)

    def file(self, name: str, what: str = "") -> bytes:
        """The bytes of a file; `what` is what was hoped for in it."""
        try:
            return self.run.read_file(name)
        except OSError as error:
            if what:
                last = f"\nUnable to load {what}" if what == "certificate" else ""
                raise OpensslError(f"Could not open file or uri for loading {what} from {name}{last}") from None
            raise OpensslError(f'Can\'t open "{name}" for reading, {error.strerror}') from None

    async def key(self, option: str, what: str = "private key") -> Key:
        """A private key."""
        found = keys.read(await self.data(option, what))
        if found is None:
            raise OpensslError(f"Could not read {what} from {self.values.get(option, '<stdin>')}")
        return found

    async def certificate(self, option: str = "-in") -> x509.Certificate:
        """A certificate."""
        return read_certificate(await self.data(option, "certificate"), self.values.get(option, "<stdin>"))

    async def request(self) -> x509.CertificateSigningRequest:
        """A certificate request."""
        try:
            return x509.load_pem_x509_csr(await self.data("-in", "X509 request"))
        except ValueError:
            raise OpensslError("Unable to load X509 request") from None

    async def out(self, text: str | bytes, option: str = "-out", mode: int = 0o644) -> None:
        """Write a result to its file, or to standard output."""
        data = text.encode() if isinstance(text, str) else text
        name = self.values.get(option)
        if name is None:
            await self.run.stdout.write(data)
            return
        try:
            self.run.files.write_file(self.run.path(name), data, mode=mode)
        except OSError as error:
            raise OpensslError(f'Can\'t open "{name}" for writing, {error.strerror}') from None


def read_certificate(data: bytes, name: str) -> x509.Certificate:
    """The first certificate of a PEM file."""
    try:
        return x509.load_pem_x509_certificate(data)
    except ValueError:
        raise OpensslError(f"Could not read certificate from {name}\nUnable to load certificate") from None
