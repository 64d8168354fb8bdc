"""What `help` tells: how each builtin is called, as bash has it, and in a few words what it does."""

from __future__ import annotations

# Name: (synopsis, purpose).
TOPICS = {
    "%": ("job_spec [&]", "Bring a job to the foreground, or with & on in the background."),
    "(( ... ))": ("(( expression ))", "Compute; succeeds when the result is not zero."),
    ".": (". filename [arguments]", "Run the lines of a file in this shell."),
    ":": (":", "Do nothing, successfully."),
    "[": ("[ arg... ]", "Test something, like `test`."),
    "[[ ... ]]": ("[[ expression ]]", "Test something, with patterns and && and ||."),
    "alias": ("alias [-p] [name[=value] ... ]", "Define aliases, or show them."),
    "bg": ("bg [job_spec ...]", "Let stopped jobs go on in the background."),
    "bind": (
        "bind [-lpsvPSVX] [-m keymap] [-f filename] [-q name] [-u name] [-r keyseq] [-x keyseq:shell-command]"
        " [keyseq:readline-function or readline-command]",
        "Show or set what keys do.",
    ),
    "break": ("break [n]", "Leave loops."),
    "builtin": ("builtin [shell-builtin [arg ...]]", "Run a builtin although a function has its name."),
    "caller": ("caller [expr]", "Show where the function that runs was called."),
    "case": (
        "case WORD in [PATTERN [| PATTERN]...) COMMANDS ;;]... esac",
        "Run what stands behind the first pattern that fits.",
    ),
    "cd": ("cd [-L|[-P [-e]] [-@]] [dir]", "Change the working directory."),
    "command": (
        "command [-pVv] command [arg ...]",
        "Run a command although a function has its name, or tell what it is.",
    ),
    "compgen": (
        "compgen [-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C "
        "command] [-X filterpat] [-P prefix] [-S suffix] [word]",
        "Show what completion would offer.",
    ),
    "complete": (
        "complete [-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F "
        "function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]",
        "Say how the arguments of a command are completed.",
    ),
    "compopt": ("compopt [-o|+o option] [-DEI] [name ...]", "Change the options of a completion."),
    "continue": ("continue [n]", "Go on with the next round of a loop."),
    "coproc": ("coproc [NAME] command [redirections]", "Run a command beside the shell, connected by pipes."),
    "declare": (
        "declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]",
        "Set variables and what they are, or show them.",
    ),
    "dirs": ("dirs [-clpv] [+N] [-N]", "Show the stack of directories."),
    "disown": ("disown [-h] [-ar] [jobspec ... | pid ...]", "Forget jobs, or keep them when the shell ends."),
    "echo": ("echo [-neE] [arg ...]", "Print the arguments."),
    "enable": ("enable [-a] [-dnps] [-f filename] [name ...]", "Switch builtins on and off."),
    "eval": ("eval [arg ...]", "Run the arguments as a command."),
    "exec": (
        "exec [-cl] [-a name] [command [argument ...]] [redirection ...]",
        "Run a program in place of the shell, or redirect the shell's streams.",
    ),
    "exit": ("exit [n]", "Leave the shell."),
    "export": ("export [-fn] [name[=value] ...] or export -p", "Pass variables on to the programs that are run."),
    "false": ("false", "Do nothing, unsuccessfully."),
    "fc": (
        "fc [-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]",
        "Show lines of the history, or run them again.",
    ),
    "fg": ("fg [job_spec]", "Bring a job to the foreground."),
    "for": ("for NAME [in WORDS ... ] ; do COMMANDS; done", "Run commands for each word."),
    "for ((": ("for (( exp1; exp2; exp3 )); do COMMANDS; done", "Run commands as long as an expression is not zero."),
    "function": ("function name { COMMANDS ; } or name () { COMMANDS ; }", "Define a function."),
    "getopts": ("getopts optstring name [arg ...]", "Take options apart, one by one."),
    "hash": ("hash [-lr] [-p pathname] [-dt] [name ...]", "Show or set where programs were found."),
    "help": ("help [-dms] [pattern ...]", "Tell about builtins."),
    "history": (
        "history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]",
        "Show or change the lines that were typed.",
    ),
    "if": (
        "if COMMANDS; then COMMANDS; [ elif COMMANDS; then COMMANDS; ]... [ else COMMANDS; ] fi",
        "Run commands if others succeed.",
    ),
    "jobs": ("jobs [-lnprs] [jobspec ...] or jobs -x command [args]", "Show jobs."),
    "kill": (
        "kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]",
        "Send signals to processes or jobs.",
    ),
    "let": ("let arg [arg ...]", "Compute."),
    "local": ("local [option] name[=value] ...", "Set variables of a function."),
    "logout": ("logout [n]", "Leave a login shell."),
    "mapfile": (
        "mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]",
        "Read lines into an array.",
    ),
    "popd": ("popd [-n] [+N | -N]", "Go back on the stack of directories."),
    "printf": ("printf [-v var] format [arguments]", "Print by a format."),
    "pushd": ("pushd [-n] [+N | -N | dir]", "Change the directory and remember the one before."),
    "pwd": ("pwd [-LP]", "Print the working directory."),
    "read": (
        "read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd]"
        " [name ...]",
        "Read a line into variables.",
    ),
    "readarray": (
        "readarray [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]",
        "Read lines into an array.",
    ),
    "readonly": ("readonly [-aAf] [name[=value] ...] or readonly -p", "Protect variables from being changed."),
    "return": ("return [n]", "Leave a function or a sourced file."),
    "select": (
        "select NAME [in WORDS ... ;] do COMMANDS; done",
        "Let somebody choose words from a menu, again and again.",
    ),
    "set": (
        "set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]",
        "Set options and positional parameters, or show variables.",
    ),
    "shift": ("shift [n]", "Drop the first positional parameters."),
    "shopt": ("shopt [-pqsu] [-o] [optname ...]", "Set or show further options."),
    "source": ("source filename [arguments]", "Run the lines of a file in this shell."),
    "suspend": ("suspend [-f]", "Stop the shell."),
    "test": ("test [expr]", "Test something: files, strings, numbers."),
    "time": ("time [-p] pipeline", "Show how long a pipeline took."),
    "times": ("times", "Show the processor's time of the shell and its children."),
    "trap": ("trap [-lp] [[arg] signal_spec ...]", "Say what is run when signals come or the shell ends."),
    "true": ("true", "Do nothing, successfully."),
    "type": ("type [-afptP] name [name ...]", "Tell what command names mean."),
    "typeset": (
        "typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]",
        "Set variables and what they are, or show them.",
    ),
    "ulimit": ("ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]", "Show or set limits of the shell and what it starts."),
    "umask": ("umask [-p] [-S] [mode]", "Show or set which permissions new files do not get."),
    "unalias": ("unalias [-a] name [name ...]", "Forget aliases."),
    "unset": ("unset [-f] [-v] [-n] [name ...]", "Forget variables or functions."),
    "until": ("until COMMANDS; do COMMANDS-2; done", "Run commands as long as others fail."),
    "variables": ("variables - Names and meanings of some shell variables", "Names of some variables of the shell."),
    "wait": ("wait [-fn] [-p var] [id ...]", "Wait for jobs."),
    "while": ("while COMMANDS; do COMMANDS-2; done", "Run commands as long as others succeed."),
    "{ ... }": ("{ COMMANDS ; }", "Run commands as one."),
}
