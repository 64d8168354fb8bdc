"""What is on the disks of container images: Debian, Ubuntu, Alpine, busybox, or next to nothing.

`system("debian:12")` gives one; only the programs that such an image has are there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from app.host.files import Files
from app.host.image import stub

_COREUTILS = """
    [ arch base32 base64 basename cat chgrp chmod chown cksum comm cp csplit cut date dd df dirname du echo env expand
    expr factor false fmt fold groups head id install join link ln logname ls md5sum mkdir mkfifo mktemp mv nice nl
    nohup nproc numfmt od paste pr printenv printf pwd readlink realpath rm rmdir seq sha1sum sha224sum sha256sum
    sha384sum sha512sum shred shuf sleep sort split stat stty sum sync tac tail tee test timeout touch tr true truncate
    tsort tty uname uniq unlink users wc who whoami yes
"""
_DEBIAN = """
    bash sh dash grep egrep fgrep sed awk mawk tar gzip gunzip zcat find xargs diff cmp hostname more kill which
    getconf iconv locale rev column setsid fallocate flock su mount umount findmnt dmesg lscpu lsblk apt apt-get
    apt-cache dpkg clear reset tzselect perl
"""
_PROCPS = "ps pgrep pkill pidof top free uptime watch"
_BUSYBOX = """
    [ arch arp ash awk base32 base64 basename bc bunzip2 busybox bzcat bzip2 cat chgrp chmod chown cksum clear cmp
    comm cp cut date dc dd df diff dirname dmesg du echo egrep env expand expr factor fallocate false fgrep find
    flock fold free fuser grep groups gunzip gzip head hexdump hostname id ifconfig install ip kill killall less
    link ln logname ls lsof md5sum mkdir mkfifo mktemp more mount mv nc netstat nice nl nohup nproc nslookup od
    paste pgrep pidof ping pkill printenv printf ps pstree pwd readlink realpath reset rev rm rmdir route sed seq
    setsid sh sha1sum sha256sum sha512sum shred shuf sleep sort split stat strings stty su sum sync tac tail tar tee
    telnet test timeout top touch tr true truncate tty umount uname uniq unlink unxz unzip uptime vi watch wc wget
    which who whoami xargs xxd xzcat yes zcat
"""
# `tzselect`, `perl`, ... have no simulated program behind them: naming them here would promise too much.
_WITHOUT = frozenset({"tzselect", "perl", "dc", "xzcat", "csplit", "shred", "unxz"})
DEBIAN = frozenset(f"{_COREUTILS} {_DEBIAN}".split()) - _WITHOUT
UBUNTU = DEBIAN | frozenset(_PROCPS.split())
REDHAT = (DEBIAN | frozenset({"curl", "ps", "vi"})) - {"apt", "apt-get", "apt-cache", "dpkg", "dash"} | {"dnf", "yum"}
BUSYBOX = frozenset(_BUSYBOX.split()) - _WITHOUT
_EVERYTHING = """
    arp bash bridge curl dig fuser host ifconfig ip jq lsof nc ncat netcat netstat nslookup openssl ping pstree route ss
    ssh tcpdump telnet vim wget git
"""
TOOLS = frozenset(_EVERYTHING.split()) - {"tcpdump", "git"}

DEBIANS = {"13": "trixie", "12": "bookworm", "11": "bullseye", "10": "buster", "9": "stretch", "8": "jessie"}
POINTS = {"13": "13.2", "12": "12.12", "11": "11.11", "10": "10.13", "9": "9.13", "8": "8.11"}
UBUNTUS = {
    "25.04": ("25.04", "Plucky Puffin"), "24.04": ("24.04.3 LTS", "Noble Numbat"),
    "22.04": ("22.04.5 LTS", "Jammy Jellyfish"), "20.04": ("20.04.6 LTS", "Focal Fossa"),
    "18.04": ("18.04.6 LTS", "Bionic Beaver"), "16.04": ("16.04.7 LTS", "Xenial Xerus"),
    "14.04": ("14.04.6 LTS", "Trusty Tahr"),
}  # fmt: skip
ALPINES = {
    "3.22": "3.22.2", "3.21": "3.21.5", "3.20": "3.20.8", "3.19": "3.19.9", "3.18": "3.18.12", "3.17": "3.17.10",
    "3.16": "3.16.9", "3.15": "3.15.11", "3.14": "3.14.10", "3.13": "3.13.12", "3.12": "3.12.12",
}  # fmt: skip
_UNIX = """
    bin dev etc home lib media mnt opt proc root run sbin srv sys tmp usr/bin usr/lib usr/local/bin usr/sbin usr/share
    var/cache var/lib var/log var/spool var/tmp
"""
UNIX_TREE = tuple(_UNIX.split())
MODES = {"/root": 0o700, "/tmp": 0o1777, "/var/tmp": 0o1777}
_ROOT = "root:x:0:0:root:/root:{}\n"
_DAEMONS = (
    "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nbin:x:2:2:bin:/bin:/usr/sbin/nologin\n"
    "sys:x:3:3:sys:/dev:/usr/sbin/nologin\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\n"
    "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
)
# Root is a member of many: `id` in Alpine's containers lists them all.
_ALPINE_GROUPS = """
    root:x:0:root bin:x:1:root,bin,daemon daemon:x:2:root,bin,daemon sys:x:3:root,bin adm:x:4:root,daemon tty:x:5:
    disk:x:6:root lp:x:7:lp kmem:x:9: wheel:x:10:root floppy:x:11:root mail:x:12:mail news:x:13:news uucp:x:14:uucp
    cron:x:16:cron audio:x:18: cdrom:x:19: dialout:x:20:root ftp:x:21: sshd:x:22: input:x:23: tape:x:26:root
    video:x:27:root netdev:x:28: kvm:x:34:kvm games:x:35: shadow:x:42: www-data:x:82: users:x:100:games ntp:x:123:
    abuild:x:300: utmp:x:406: ping:x:999: nogroup:x:65533: nobody:x:65534:
"""


@dataclass(frozen=True)
class System:
    """A base system. `texts` are its files; `merged` says that /bin is a link to /usr/bin; `shell` is "" for none."""

    family: str
    programs: frozenset[str]
    texts: Mapping[str, str] = field(default_factory=dict)
    tree: tuple[str, ...] = UNIX_TREE
    merged: bool = False
    version: str = ""  # of busybox, whose tools changed their looks

    @property
    def shell(self) -> str:
        """The shell that a login gets."""
        return "bash" if "bash" in self.programs else "sh" if "sh" in self.programs else ""

    @property
    def ash(self) -> bool:
        """Whether `sh` is busybox's ash."""
        return "ash" in self.programs

    def build(self, files: Files) -> None:
        """Fill an empty disk."""
        disk = files.system
        for directory in self.tree:
            disk.mkdir(f"/{directory}", recursive=True)
        if self.merged:
            for name in ("bin", "sbin", "lib"):
                disk.remove(f"/{name}", recursive=True)
                disk.symlink(f"usr/{name}", f"/{name}")
        usual = "/usr/bin" if self.merged else "/bin"
        for name in sorted(self.programs):
            folder = usual if self.family == "busybox" else place_of(name, usual)
            disk.mkdir(folder, recursive=True)
            disk.write_file(f"{folder}/{name}", stub(name))
            disk.chmod(f"{folder}/{name}", 0o755)
        for path, text in self.texts.items():
            disk.write_file(path, text.encode())
            disk.chmod(path, 0o644)
        for path, mode in MODES.items():
            if disk.exists(path):
                disk.chmod(path, mode)


PLACES = {
    "/usr/sbin": "nginx nginx-debug mariadbd mysqld rabbitmqctl rabbitmq-server rabbitmq-diagnostics rabbitmq-plugins",
    "/usr/local/bin": "redis-server redis-cli redis-benchmark redis-sentinel python python3 pip pip3 node npm npx "
    "docker-entrypoint.sh memcached mongosh perl httpd-foreground gosu kube-apiserver kube-controller-manager "
    "kube-scheduler kube-proxy etcd etcdctl etcdutl",
    "/usr/local/apache2/bin": "httpd apachectl htpasswd ab",
    "/sbin": "apk",
}  # fmt: skip
_PLACE = {name: folder for folder, names in PLACES.items() for name in names.split()}


def place_of(name: str, usual: str = "/usr/bin") -> str:
    """The directory in which images have a program."""
    return _PLACE.get(name, usual)


@cache
def system(name: str) -> System:
    """The system of a name such as `debian:12`, `alpine`, `busybox`, `scratch`, `alpine:3.19+curl`."""
    base, _, more = name.partition("+")
    family, _, version = base.partition(":")
    found = _FAMILIES[family](version)
    extra = TOOLS if more == "tools" else frozenset(filter(None, more.split("+")))
    return System(found.family, found.programs | extra, found.texts, found.tree, found.merged, found.version)


def _debian(version: str) -> System:
    number = version if version in DEBIANS else "12"
    name = DEBIANS[number]
    release = (
        f'PRETTY_NAME="Debian GNU/Linux {number} ({name})"\nNAME="Debian GNU/Linux"\nVERSION_ID="{number}"\n'
        f'VERSION="{number} ({name})"\nVERSION_CODENAME={name}\nID=debian\nHOME_URL="https://www.debian.org/"\n'
        'SUPPORT_URL="https://www.debian.org/support"\nBUG_REPORT_URL="https://bugs.debian.org/"\n'
    )
    return _gnu("debian", DEBIAN, release, {"/etc/debian_version": f"{POINTS[number]}\n"})


def _ubuntu(version: str) -> System:
    number = version if version in UBUNTUS else "24.04"
    full, name = UBUNTUS[number]
    code = name.partition(" ")[0].lower()
    release = (
        f'PRETTY_NAME="Ubuntu {full}"\nNAME="Ubuntu"\nVERSION_ID="{number}"\nVERSION="{full} ({name})"\n'
        f'VERSION_CODENAME={code}\nID=ubuntu\nID_LIKE=debian\nHOME_URL="https://www.ubuntu.com/"\n'
        'SUPPORT_URL="https://help.ubuntu.com/"\nBUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"\n'
        'PRIVACY_POLICY_URL="https://www.ubuntu.com/legal/terms-and-policies/privacy-policy"\n'
        f"UBUNTU_CODENAME={code}\nLOGO=ubuntu-logo\n"
    )
    return _gnu("ubuntu", UBUNTU, release, {})


def _redhat(version: str) -> System:
    number = version or "9"
    release = (
        f'NAME="CentOS Stream"\nVERSION="{number}"\nID="centos"\nID_LIKE="rhel fedora"\nVERSION_ID="{number}"\n'
        f'PLATFORM_ID="platform:el{number}"\nPRETTY_NAME="CentOS Stream {number}"\nANSI_COLOR="0;31"\n'
        'HOME_URL="https://centos.org/"\n'
    )
    return _gnu("centos", REDHAT, release, {})


def _oracle(version: str) -> System:
    number = version or "9"
    release = (
        f'NAME="Oracle Linux Server"\nVERSION="{number}.6"\nID="ol"\nID_LIKE="fedora"\nVARIANT="Server"\n'
        f'VARIANT_ID="server"\nVERSION_ID="{number}.6"\nPLATFORM_ID="platform:el{number}"\n'
        f'PRETTY_NAME="Oracle Linux Server {number}.6"\nANSI_COLOR="0;31"\n'
    )
    return _gnu("ol", REDHAT - {"ps", "yum", "dnf"} | {"microdnf"}, release, {})


def _gnu(family: str, programs: frozenset[str], release: str, more: dict[str, str]) -> System:
    texts = {
        "/etc/os-release": release, "/etc/passwd": _ROOT.format("/bin/bash") + _DAEMONS,
        "/etc/group": "root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nwww-data:x:33:\nnogroup:x:65534:\n",
        "/etc/shells": "# /etc/shells: valid login shells\n/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n", **more,
    }  # fmt: skip
    return System(family, programs, texts, (*UNIX_TREE, "boot", "lib64"), merged=True)


def _alpine(version: str) -> System:
    series = ".".join(version.split(".")[:2])
    series = series if series in ALPINES else "3.22"
    number = version if version.count(".") == 2 else ALPINES[series]
    release = (
        f'NAME="Alpine Linux"\nID=alpine\nVERSION_ID={number}\nPRETTY_NAME="Alpine Linux v{series}"\n'
        'HOME_URL="https://alpinelinux.org/"\n'
        'BUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"\n'
    )
    texts = {
        "/etc/os-release": release, "/etc/alpine-release": f"{number}\n",
        "/etc/passwd": _ROOT.format("/bin/sh") + "bin:x:1:1:bin:/bin:/sbin/nologin\n"
        "daemon:x:2:2:daemon:/sbin:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n",
        "/etc/group": "".join(f"{line}\n" for line in _ALPINE_GROUPS.split()),
        "/etc/shells": "# valid login shells\n/bin/sh\n/bin/ash\n",
    }  # fmt: skip
    return System("alpine", BUSYBOX | {"apk"}, texts)


def _busybox(version: str) -> System:
    texts = {
        "/etc/passwd": _ROOT.format("/bin/sh") + "daemon:x:1:1:daemon:/usr/sbin:/bin/false\n"
        "bin:x:2:2:bin:/bin:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\n"
        "nobody:x:65534:65534:nobody:/home:/bin/false\n",
        "/etc/group": "root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nadm:x:4:\ntty:x:5:\ndisk:x:6:\nwheel:x:10:root\n"
        "www-data:x:33:\nusers:x:100:\nnogroup:x:65534:\n",
    }  # fmt: skip
    tree = ("bin", "dev", "etc", "home", "lib", "lib64", "proc", "root", "sys", "tmp", "usr/sbin", "var/spool/mail")
    return System("busybox", BUSYBOX | {"httpd"}, texts, (*tree, "var/www"), version=version)


def _scratch(_: str) -> System:
    texts = {
        "/etc/passwd": _ROOT.format("/sbin/nologin") + "nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n"
    }
    return System("scratch", frozenset(), texts, ("dev", "etc", "home/nonroot", "proc", "root", "sys", "tmp"))


_FAMILIES = {
    "debian": _debian, "ubuntu": _ubuntu, "centos": _redhat, "oracle": _oracle, "alpine": _alpine, "busybox": _busybox,
    "scratch": _scratch,
}  # fmt: skip
