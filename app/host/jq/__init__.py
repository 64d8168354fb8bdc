"""jq 1.7.1 of the simulated machines: its language, its JSON and its words.

`tokens` and `parser` make a program of `syntax` nodes, `compiler` (with `paths`, `binding` and `builtins`) makes steps
of them, `machine` takes the steps: forward with a value, back to the last fork when there is none, and at most so many
on end, so that whoever runs it can stop it. `reading` and `dumping` are JSON; `running` is a run of the command.
"""
