"""perl: the digits of pi as the Job's page computes them, and plain printing; anything else is refused.

Differs from the real one: no Perl is run.
"""

from __future__ import annotations

import re

from app.host.invocation import Invocation

BIGGEST = 20_000  # digits
PI = re.compile(r"""\s*(print|say)\s*\(?\s*bpi\(\s*(\d+)\s*\)\s*\)?\s*;?\s*""")
PRINT = re.compile(
    r"""\s*(print|say)\s*\(?\s*(?:"((?:[^"\\$@]|\\.)*)"|'([^']*)'|(\d+(?:\s*[-+*]\s*\d+)*))\s*\)?\s*;?\s*"""
)


async def main(run: Invocation) -> int:
    """Recognise a program."""
    words, switches, code = [*run.args], "", None
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word in {"-v", "--version"}:
            await run.stdout.write("\nThis is perl 5, version 42, subversion 0 (v5.42.0) built for x86_64-linux-gnu\n")
            return 0
        if word == "--help":
            await run.stdout.write("Usage: perl [switches] [--] [programfile] [arguments]\n")
            return 0
        if word.startswith("-M"):
            switches += word if len(word) > 2 else words.pop(0) if words else ""
            continue
        switches += word
        if word.endswith(("e", "E")) and words:
            code = words.pop(0)
    if code is None:
        await run.stderr.write("perl: this simulated Perl only knows `-e` with a print\n")
        return 2
    newline = "l" in switches.replace("-Mbignum", "") or code.strip().startswith("say")
    if found := PI.fullmatch(code):
        if "bpi" not in switches and "bignum" not in switches:
            await run.stderr.write("Undefined subroutine &main::bpi called at -e line 1.\n")
            return 255
        digits = min(int(found[2]), BIGGEST)
        await run.sleep(digits / 800)
        await run.stdout.write(pi(digits) + ("\n" if newline else ""))
        return 0
    if found := PRINT.fullmatch(code):
        text = found[2].replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"') if found[2] is not None else (
            found[3] if found[3] is not None else str(_sum(found[4])))  # fmt: skip
        await run.stdout.write(text + ("\n" if newline else ""))
        return 0
    await run.stderr.write("perl: this simulated Perl only knows `print bpi(N)` and prints of plain texts and sums\n")
    return 255


def _sum(text: str) -> int:
    """A row of whole numbers with + and - and *."""
    total: int = 0
    sign: int = 1
    for part in re.findall(r"[-+]|\d+(?:\s*\*\s*\d+)*", text):
        if part in "+-":
            sign = 1 if part == "+" else -1
            continue
        product: int = 1
        for number in part.split("*"):
            product *= int(number[:20])
        total += sign * product
    return int(total)


def pi(digits: int) -> str:
    """Pi with so many digits, rounded as bignum does. Machin's formula in whole numbers."""
    scale = 10 ** (digits + 10)

    def arctan(inverse: int) -> int:
        term = total = scale // inverse
        square, divisor, sign = inverse * inverse, 3, -1
        while term:
            term //= square
            total += sign * (term // divisor)
            divisor, sign = divisor + 2, -sign
        return int(total)

    value = 4 * (4 * arctan(5) - arctan(239))
    rounded = (value + 5 * 10**10) // 10**11
    text = str(rounded)
    return f"{text[0]}.{text[1:]}" if len(text) > 1 else text
