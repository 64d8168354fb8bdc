"""Whether a block of code reads like commands: scenarios say so of manifests and of what is printed, too."""

from __future__ import annotations

import re

from app.lessons.commands.known import programs

SHELLS = ("bash", "sh", "shell", "zsh")
OTHERS = ("", "console", "shell-session", "plain", "text", "terminal", "txt")  # what nobody has to mean as commands
_COMMON = re.compile(
    r"(?:kubectl|k|helm|docker|minikube|echo|cat|curl|export|cd|ls|grep|mkdir|kubeadm|crictl|"
    r"etcdctl|systemctl|ssh|for|while|watch|alias|kustomize|openssl|sed|wget|git|touch|rm)\b"
)
_LEAD = re.compile(r"^(?:[ \t]*(?:#.*)?\n)*[ \t]*(?:sudo[ \t]+)?")
_ASSIGNED = re.compile(r"[A-Za-z_]\w*=")
_WORD = re.compile(r"[\w./+-]+|\[\[?|\{|\(\(?")
_SYNTAX = {"for", "while", "until", "if", "case", "select", "function", "[[", "{", "(", "(("}


def reads_like_commands(text: str, language: str = "") -> bool:
    """Whether its first line is a command; where its language is a shell's, any that the simulated machine knows."""
    line = text[_LEAD.match(text).end() :]  # type: ignore[union-attr]  # it matches nothing at least
    if _COMMON.match(line):
        return True
    if language not in SHELLS:
        return False
    word = _WORD.match(line)
    return bool(_ASSIGNED.match(line) or (word and (word[0] in _SYNTAX or word[0].rpartition("/")[2] in programs())))
