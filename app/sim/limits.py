"""Every limit in one place: what a learner may use before the lab says, calmly, that it is too much."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds of the wall clock unless they say otherwise."""

    line_bytes: int = 1 << 20  # a typed or pasted line
    output_bytes: int = 4 << 20  # what one command may print before it is stopped
    scrollback_bytes: int = 1 << 20  # what a terminal keeps for reconnecting browsers
    file_bytes: int = 16 << 20  # one file
    edited_bytes: int = 1 << 20  # a file that is opened in the page's editor
    host_files_bytes: int = 64 << 20  # all files of a host
    shell_commands: int = 1_000_000  # commands one typed line may run, loops included
    shell_loop_iterations: int = 1_000_000
    compute_seconds: int = 8  # how long a script may compute on end, without one of our commands
    jq_steps: int = 10_000_000  # steps that a jq program may take for one input
    jq_depth: int = 200_000  # functions in it that wait for each other, and places to come back to
    jq_items: int = 4_000_000  # elements or characters of one of its values
    terminals: int = 8  # terminals of a lab
    jobs: int = 64  # background jobs of a terminal
    processes: int = 160  # of a host: each may cost an interpreter with its three file descriptors
    request_bytes: int = 3 << 20  # an API request's body, as the real server's limit
    objects: int = 200_000  # objects in a cluster
    watch_history: int = 2_000  # events kept for watches before 410 Gone
    message_bytes: int = 2 << 20  # one WebSocket message
    slice_seconds: float = 0.02  # how long one lab may hold the loop


LIMITS = Limits()
