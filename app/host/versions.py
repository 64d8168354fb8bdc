"""What `--version` says first: the releases of Ubuntu 24.04's programs."""

from __future__ import annotations

_COREUTILS = """
    arch b2sum base32 base64 basename basenc cat chgrp chmod chown cksum comm cp csplit cut date dd df dir dirname du
    echo env expand expr factor false fmt fold groups head hostid id install join link ln logname ls md5sum mkdir mkfifo
    mktemp mv nice nl nohup nproc numfmt od paste pathchk pr printenv printf ptx pwd readlink realpath rm rmdir seq
    sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty sum sync tac tail tee
    test timeout touch tr true truncate tsort tty uname unexpand uniq unlink users wc who whoami yes
"""
_UTIL_LINUX = "column flock getopt hexdump lsblk lscpu more rev setsid"
_PROCPS = "free pgrep pkill ps top uptime vmstat watch"
_GLIBC = "getconf getent iconv locale"
_BZIP2 = "bzip2, a block-sorting file compressor.  Version 1.0.8, 13-Jul-2019."
VERSIONS = {
    **{name: f"{name} (GNU coreutils) 9.4" for name in _COREUTILS.split()},
    **{name: f"{name} from util-linux 2.39.3" for name in _UTIL_LINUX.split()},
    **{name: f"{name} from procps-ng 4.0.4" for name in _PROCPS.split()},
    **{name: f"{name} (Ubuntu GLIBC 2.39-0ubuntu8.6) 2.39" for name in _GLIBC.split()},
    **dict.fromkeys(("grep", "egrep", "fgrep"), "grep (GNU grep) 3.11"),
    **{name: f"{name} (GNU findutils) 4.9.0" for name in ("find", "xargs")},
    **{name: f"{name} (GNU diffutils) 3.10" for name in ("cmp", "diff")},
    **dict.fromkeys(("awk", "mawk", "nawk"), "mawk 1.3.4 20240123"),
    **dict.fromkeys(("gunzip", "gzip"), "gzip 1.12"),
    **dict.fromkeys(("bunzip2", "bzcat", "bzip2"), _BZIP2),
    "strings": "GNU strings (GNU Binutils for Ubuntu) 2.42", "unzip": "UnZip 6.00 of 20 April 2009, by Debian.",
    "zip": "This is Zip 3.0 (July 5th 2008), by Info-ZIP.", "xxd": "xxd 2023-10-25 by Juergen Weigert et al.",
    "bc": "bc 1.07.1", "file": "file-5.45", "gawk": "GNU Awk 5.2.1, API 3.2", "make": "GNU Make 4.3",
    "patch": "GNU patch 2.7.6", "sed": "sed (GNU sed) 4.9", "shasum": "6.04", "tar": "tar (GNU tar) 1.35",
    "tree": "tree v2.1.1", "yq": "yq (https://github.com/mikefarah/yq/) version v4.44.3",
}  # fmt: skip
