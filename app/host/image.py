"""What a fresh machine's disk holds: an Ubuntu 24.04 (or the Ubuntu 16.04 of the 2018 lessons) without the weight."""

from __future__ import annotations

from collections.abc import Iterable

from app.host import furniture
from app.host.files import Files

DIRECTORIES = (
    "/bin", "/boot", "/dev", "/etc/apt", "/etc/cni/net.d", "/etc/default", "/etc/kubernetes/manifests",
    "/etc/kubernetes/pki", "/etc/profile.d", "/etc/skel", "/etc/ssh", "/etc/sudoers.d", "/etc/systemd/system",
    "/home", "/lib", "/media", "/mnt", "/opt", "/proc", "/root/.kube", "/run", "/sbin", "/srv", "/sys", "/tmp",
    "/usr/bin", "/usr/lib", "/usr/local/bin", "/usr/sbin", "/usr/share/bash-completion", "/var/lib/kubelet",
    "/var/log/pods",
    "/var/log/containers", "/var/run", "/var/tmp",
)  # fmt: skip
# Programs of bashkit that are files on a real machine.
_PROGRAMS = """
    [ arch awk b2sum base32 base64 basename basenc bc bunzip2 bzcat bzip2 cat chgrp chmod chown cksum cmp column
    comm cp cut dd diff dirname du echo egrep env envsubst expand expr factor false fgrep file find flock
    fmt fold gawk getconf grep gunzip gzip head hexdump hostid iconv install join jq less link ln locale logname
    make mawk md5sum mkdir mkfifo mktemp more mv nawk nice nl nohup numfmt od openssl paste patch pr printenv
    printf pwd readlink realpath rev rm rmdir sed seq sha1sum sha224sum sha256sum sha384sum sha512sum shasum
    shuf sort split stat strings stty sum sync tac tail tar tee test touch tr true truncate tsort tty unexpand
    uniq unlink unzip users wc who xargs xxd yes yq zcat zip bash sh dash kill
"""
PROGRAMS = tuple(_PROGRAMS.split())
# Programs of bashkit that no Ubuntu has; and parallel, which is to be installed first.
_FOREIGN = "assert csv dotenv glob http json log parallel retry rg semver template tomlq verify"
FOREIGN = frozenset(_FOREIGN.split())
_IN_BIN = """
    bash cat chmod cp date dash echo false grep gunzip gzip hostname kill ln ls mkdir mv ps pwd rm sed sh sleep tar
    touch true uname
"""
IN_BIN = frozenset(_IN_BIN.split())
LOCAL = frozenset({"helm", "kubectl-convert"})
_IN_SBIN = """
    arp blkid bridge chpasswd groupadd groupdel ifconfig ip ip6tables ip6tables-save iptables iptables-save lsmod
    modinfo modprobe reboot rmmod route service shutdown swapoff swapon sysctl useradd userdel usermod
"""
SBIN = frozenset(_IN_SBIN.split())

OS_RELEASE = {
    "modern": (
        'PRETTY_NAME="Ubuntu 24.04.3 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nVERSION="24.04.3 LTS (Noble Numbat)"\n'
        'VERSION_CODENAME=noble\nID=ubuntu\nID_LIKE=debian\nHOME_URL="https://www.ubuntu.com/"\n'
        'SUPPORT_URL="https://help.ubuntu.com/"\nBUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"\n'
        'PRIVACY_POLICY_URL="https://www.ubuntu.com/legal/terms-and-policies/privacy-policy"\n'
        "UBUNTU_CODENAME=noble\nLOGO=ubuntu-logo\n"
    ),
    "2018": (
        'NAME="Ubuntu"\nVERSION="16.04.2 LTS (Xenial Xerus)"\nID=ubuntu\nID_LIKE=debian\n'
        'PRETTY_NAME="Ubuntu 16.04.2 LTS"\nVERSION_ID="16.04"\nHOME_URL="http://www.ubuntu.com/"\n'
        'SUPPORT_URL="http://help.ubuntu.com/"\nBUG_REPORT_URL="http://bugs.launchpad.net/ubuntu/"\n'
        "VERSION_CODENAME=xenial\nUBUNTU_CODENAME=xenial\n"
    ),
}
ISSUE = {"modern": "Ubuntu 24.04.3 LTS \\n \\l\n\n", "2018": "Ubuntu 16.04.2 LTS \\n \\l\n\n"}
PS1 = {"modern": "\\u@\\h:\\w\\$ ", "2018": "$ "}
BASHRC = """# ~/.bashrc: executed by bash(1) for non-login shells.

# If not running interactively, don't do anything
[ -z "$PS1" ] && return

HISTCONTROL=ignoreboth
HISTSIZE=1000
HISTFILESIZE=2000

alias ll='ls -alF'
alias la='ls -A'
alias l='ls -CF'
"""


MODES = {"/etc/shadow": 0o640, "/etc/sudoers": 0o440}


def stub(name: str) -> bytes:
    """The file behind a program: a script that calls it, so that it also runs where only bashkit looks."""
    return f'#!/bin/sh\ncommand {name} "$@"\n'.encode()


def is_stub(data: bytes) -> str | None:
    """The program that a stub stands for; None when the file is something else."""
    head, _, rest = data.partition(b"\n")
    if head == b"#!/bin/sh" and rest.startswith(b"command ") and rest.endswith(b' "$@"\n') and rest.count(b"\n") == 1:
        return rest[8:-6].decode()
    return None


def build(files: Files, *, hostname: str, address: str, style: str, commands: Iterable[str],
          hosts: str = "") -> None:  # fmt: skip
    """Fill an empty disk."""
    disk = files.system
    for directory in DIRECTORIES:
        disk.mkdir(directory, recursive=True)
    for name in sorted({*PROGRAMS, *commands}):
        if name.startswith("_"):
            continue
        folder = "/usr/local/bin" if name in LOCAL else "/usr/sbin" if name in SBIN else "/usr/bin"
        for place in (folder, "/bin") if name in IN_BIN else (folder,):
            disk.write_file(f"{place}/{name}", stub(name))
            disk.chmod(f"{place}/{name}", 0o755)
    texts = {
        "/etc/hostname": f"{hostname}\n",
        "/etc/hosts": f"127.0.0.1 localhost\n{address} {hostname}\n{hosts}\n"
        "# The following lines are desirable for IPv6 capable hosts\n"
        "::1 ip6-localhost ip6-loopback\nfe00::0 ip6-localnet\n",
        "/etc/os-release": OS_RELEASE[style],
        "/etc/issue": ISSUE[style],
        "/etc/shells": "# /etc/shells: valid login shells\n/bin/sh\n/bin/bash\n/usr/bin/bash\n",
        "/etc/timezone": "Etc/UTC\n",
        "/etc/resolv.conf": "nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch .\n",
        "/root/.bashrc": BASHRC + (COLOUR_RC + KUBECTL_RC if style == "modern" else ""),
        "/root/.profile": "# ~/.profile\nif [ -f ~/.bashrc ]; then\n  . ~/.bashrc\nfi\n",
        "/root/.vimrc": "set expandtab\nset tabstop=2\nset shiftwidth=2\n",
    }
    if style == "modern":
        texts |= dict.fromkeys(COMPLETION, COMPLETES)
    found = furniture.texts(modern=style == "modern")
    for path, text in {**found, **texts}.items():
        disk.write_file(path, text.encode())
        disk.chmod(path, 0o644)
    for path, mode in MODES.items():
        files.chmod(path, mode)
    files.chmod("/tmp", 0o1777)
    files.chmod("/root", 0o700)


# What instructions for kubectl's completion read: the terminal completes without them.
COMPLETION = ("/etc/bash_completion", "/usr/share/bash-completion/bash_completion")
COMPLETES = "# The terminal completes on its own.\n:\n"
KERNEL = {"modern": "6.8.0-51-generic", "2018": "4.4.0-62-generic"}
BUILD = {"modern": "#52-Ubuntu SMP PREEMPT_DYNAMIC Thu Dec  5 13:09:44 UTC 2024",
         "2018": "#83-Ubuntu SMP Wed Jan 18 14:10:15 UTC 2017"}  # fmt: skip
KUBECTL_RC = "alias k=kubectl\n"
COLOUR_RC = """
# enable color support of ls and also add handy aliases
alias ls='ls --color=auto'
alias grep='grep --color=auto'
alias fgrep='fgrep --color=auto'
alias egrep='egrep --color=auto'

"""
