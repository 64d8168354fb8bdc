"""mktemp: a new file or directory, named by the lab's seeded randomness."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "mktemp [OPTION]... [TEMPLATE]",
    "Create a temporary file or directory, safely, and print its name.",
    (
        Option("d", "directory", "", "create a directory, not a file"),
        Option("u", "dry-run", "", "do not create anything; merely print a name"),
        Option("q", "quiet", "", "suppress diagnostics about file/dir-creation failure"),
        Option("p", "tmpdir", "DIR", "interpret TEMPLATE relative to DIR"),
        Option("t", "", "", "interpret TEMPLATE as a single file name component, relative to a directory"),
        Option("", "suffix", "SUFF", "append SUFF to TEMPLATE"),
    ),
)


async def main(run: Invocation) -> int:
    """Create it and print its name."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    template = options.operands[0] if options.operands else "tmp.XXXXXXXXXX"
    count = len(template) - len(template.rstrip("X"))
    if count < 3:
        return await run.fail(f"too few X's in template ‘{template}’")
    if not options.operands or "tmpdir" in options or "t" in options:
        folder = options.last("tmpdir") or run.env.get("TMPDIR", "/tmp")
        template = f"{folder}/{template}"
    name = template[:-count] + run.host.randomness.suffix(count) + options.last("suffix")
    if "dry-run" not in options:
        try:
            if "directory" in options:
                run.files.make_directory(run.path(name), parents=False)
            else:
                run.files.write_file(run.path(name), b"", mode=0o600)
        except OSError as error:
            what = "directory" if "directory" in options else "file"
            return await run.fail(f"failed to create {what} via template ‘{template}’: {error.strerror}")
    await run.stdout.write(name + "\n")
    return 0
