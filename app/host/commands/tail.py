"""tail: the last lines of files, and what is added to them (-f, on the lab's clock)."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "tail [OPTION]... [FILE]...",
    "Print the last 10 lines of each FILE to standard output.",
    (
        Option("n", "lines", "[+]NUM", "output the last NUM lines, instead of the last 10; +NUM starts with line NUM"),
        Option("c", "bytes", "[+]NUM", "output the last NUM bytes"),
        Option("f", "follow", "", "output appended data as the file grows"),
        Option("F", "", "", "same as --follow --retry"),
        Option("q", "quiet", "", "never output headers giving file names"),
        Option("v", "verbose", "", "always output headers giving file names"),
        Option("s", "sleep-interval", "N", "with -f, sleep for approximately N seconds (default 1.0)"),
        Option("", "retry", "", "keep trying to open a file if it is inaccessible"),
    ),
    numbers="lines",
)


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    names = options.operands or ["-"]
    headers = ("verbose" in options or len(names) > 1) and "quiet" not in options
    status, sizes = 0, {}
    first = True
    for name in names:
        try:
            data = await run.stdin.read() if name == "-" else run.read_file(name)
        except OSError as error:
            text = f"cannot open '{name}' for reading: {error.strerror}"
            if run.kind_of(name) == "directory":
                text = f"error reading '{name}': Is a directory"
            status = await run.fail(text)
            continue
        if headers:
            await run.stdout.write(("" if first else "\n") + f"==> {'standard input' if name == '-' else name} <==\n")
        first = False
        last = cut(data, options)
        if last is None:
            value = options.last("bytes") or options.last("lines")
            return await run.fail(f"invalid number of {'bytes' if 'bytes' in options else 'lines'}: ‘{value}’")
        await run.stdout.write(last)
        sizes[name] = len(data)
    if ("follow" in options or "F" in options) and sizes:
        await _follow(run, options, sizes)
    return status


def cut(data: bytes, options: Options) -> bytes | None:
    """The end of some data; None when the number is none."""
    text = options.last("bytes") if "bytes" in options else options.last("lines", "10")
    number = text.lstrip("+-")
    if not number.isdigit():
        return None
    count = int(number)
    if "bytes" in options:
        return (
            data[count - 1 if count else 0 :]
            if text.startswith("+")
            else data[len(data) - count if count < len(data) else 0 :]
        )
    lines = data.splitlines(keepends=True)
    return b"".join(
        lines[max(0, count - 1) :]
        if text.startswith("+")
        else lines[len(lines) - count :]
        if count < len(lines)
        else lines
    )


async def _follow(run: Invocation, options: Options, sizes: dict[str, int]) -> None:
    current = list(sizes)[-1]
    while True:
        await run.sleep(float(options.last("sleep-interval", "1") or 1))
        for name, before in sizes.items():
            if name == "-" or not run.kind_of(name):
                continue
            data, size = run.read_file(name), before
            if len(data) < size:
                await run.stderr.write(f"tail: {name}: file truncated\n")
                size = 0
            if len(data) > size:
                if name != current:
                    await run.stdout.write(f"\n==> {name} <==\n")
                    current = name
                await run.stdout.write(data[size:])
            sizes[name] = len(data)
