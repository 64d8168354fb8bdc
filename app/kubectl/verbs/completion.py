"""`kubectl completion`: a script that makes a shell ask kubectl for completions."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import UsageError
from app.sim.go_strings import quote

SHORT = "Print the script for completion in a shell"
SCRIPTS = {
    "bash": """
# bash completion for kubectl: asks `kubectl __complete` for candidates
__start_kubectl() {
    local cur words out
    cur="${COMP_WORDS[COMP_CWORD]}"
    words=("${COMP_WORDS[@]:1:COMP_CWORD}")
    out=$(kubectl __complete "${words[@]}" 2>/dev/null | grep -v '^:')
    COMPREPLY=($(compgen -W "$(printf '%s\\n' "$out" | cut -f1)" -- "$cur"))
}
complete -o default -F __start_kubectl kubectl
""",
    "zsh": """#compdef kubectl
compdef _kubectl kubectl
_kubectl() {
    local -a candidates
    candidates=("${(@f)$(kubectl __complete "${words[@]:1:$((CURRENT-1))}" 2>/dev/null | grep -v '^:' | cut -f1)}")
    compadd -- $candidates
}
""",
    "fish": """function __kubectl_candidates
    kubectl __complete (commandline -opc)[2..-1] (commandline -ct) | string match -v ":*"
end
complete -c kubectl -f -a '(__kubectl_candidates)'
""",
    "powershell": """Register-ArgumentCompleter -Native -CommandName kubectl -ScriptBlock {
    param($word, $ast, $position)
    kubectl __complete $ast.CommandElements[1..99] $word | Where-Object { $_ -notmatch '^:' }
}
""",
}


async def run(call: Call) -> None:
    """Print it."""
    if not call.args:
        raise UsageError("Shell not specified.")
    if len(call.args) > 1:
        raise UsageError("Too many arguments. Expected only the shell type.")
    if call.args[0] not in SCRIPTS:
        raise UsageError(f"Unsupported shell type {quote(call.args[0])}.")
    await call.write(SCRIPTS[call.args[0]])
