"""vim as people use it in a Kubernetes exam: modes, motions, operators, registers, undo, `:` commands, options.

A pure machine: keys go in (`editor.Vim.press`), a screen comes out (`screen.draw`); files and shell commands are asked
of whoever drives it (`app/host/commands/vi.py`). Texts and behaviour follow Vim 9.1 with Debian's defaults.
"""
