"""Sessions written down: `.t` files that people write, and JSON recordings of the real tools."""
