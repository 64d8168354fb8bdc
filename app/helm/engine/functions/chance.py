"""What is drawn at random, from the lab's own source. Follows sprig crypto.go, numeric.go, strings.go: shuffle."""

from __future__ import annotations

import base64
import string
from typing import Any

from app.kubectl.output.golang.values import Int
from app.kubectl.output.gotemplate.builtins import CallError, Function
from app.sim.randomness import Randomness

_MAX = 1 << 20


def table(randomness: Randomness) -> dict[str, Function]:
    """The functions that draw from `randomness`."""

    def drawn(alphabet: str) -> Function:
        def draw(count: int) -> str:
            if count > _MAX:
                raise CallError("too many characters")
            return "".join(randomness.choice(alphabet) for _ in range(count))

        return Function(draw, ("int",))

    def shuffled(text: str) -> str:
        rest, out = list(text), []
        while rest:
            out.append(rest.pop(randomness.integer(0, len(rest) - 1)))
        return "".join(out)

    def random_bytes(count: int) -> str:
        return base64.b64encode(bytes.fromhex(randomness.hex(2 * count)) if count > 0 else b"").decode()

    def random_integer(low: int, high: int) -> Any:
        if high <= low:
            raise CallError("invalid argument to Intn")
        return Int(randomness.integer(low, high - 1))

    return {
        "randAlphaNum": drawn(string.ascii_letters + string.digits),
        "randAlpha": drawn(string.ascii_letters),
        "randNumeric": drawn(string.digits),
        "randAscii": drawn("".join(map(chr, range(32, 127)))),
        "randBytes": Function(random_bytes, ("int",)),
        "randInt": Function(random_integer, ("int", "int")),
        "uuidv4": Function(randomness.uid, ()),
        "shuffle": Function(shuffled, ("string",)),
    }
