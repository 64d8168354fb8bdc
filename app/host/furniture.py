"""The small files that every Ubuntu has: accounts, mounts, memory, services, as people look them up.

They are what a fresh machine of a lab shows; nobody keeps them up to date but those who edit them.
"""

from __future__ import annotations

from app.host.memory import Memory

BOOT_ID = "0f3c9a52d8e74b6fa1b7c5e2936d4a80"
_NOLOGIN = "/usr/sbin/nologin"
_SYSTEM_USERS = """
    daemon 1 /usr/sbin|bin 2 /bin|sys 3 /dev|sync 4 /bin|games 5 /usr/games|man 6 /var/cache/man|lp 7 /var/spool/lpd|
    mail 8 /var/mail|news 9 /var/spool/news|uucp 10 /var/spool/uucp|proxy 13 /bin|www-data 33 /var/www|
    backup 34 /var/backups|list 38 /var/list|irc 39 /run/ircd
"""
_GROUPS = """
    root:0 daemon:1 bin:2 sys:3 adm:4 tty:5 disk:6 lp:7 mail:8 news:9 uucp:10 man:12 proxy:13 kmem:15 dialout:20 fax:21
    voice:22 cdrom:24 floppy:25 tape:26 sudo:27 audio:29 dip:30 www-data:33 backup:34 operator:37 list:38 irc:39 src:40
    shadow:42 utmp:43 video:44 sasl:45 plugdev:46 staff:50 games:60 users:100 nogroup:65534 systemd-journal:999
    systemd-network:998 crontab:997 systemd-timesync:996 input:995 sgx:994 kvm:993 render:992 messagebus:101 syslog:102
    systemd-resolve:991 uuidd:103 _ssh:104 tcpdump:105 landscape:106 admin:110 netdev:111 lxd:112
"""


def _users() -> str:
    lines = ["root:x:0:0:root:/root:/bin/bash"]
    for one in _SYSTEM_USERS.replace("\n", "").split("|"):
        name, number, home = one.split()
        group, shell = (65534, "/bin/sync") if name == "sync" else (int(number), _NOLOGIN)
        group = {"games": 60, "man": 12}.get(name, group)
        comment = {"backup": "backup", "list": "Mailing List Manager", "irc": "ircd"}.get(name, name)
        lines.append(f"{name}:x:{number}:{group}:{comment}:{home}:{shell}")
    lines += [
        f"_apt:x:42:65534::/nonexistent:{_NOLOGIN}",
        f"nobody:x:65534:65534:nobody:/nonexistent:{_NOLOGIN}",
        f"systemd-network:x:998:998:systemd Network Management:/:{_NOLOGIN}",
        f"systemd-timesync:x:996:996:systemd Time Synchronization:/:{_NOLOGIN}",
        f"messagebus:x:101:101::/nonexistent:{_NOLOGIN}", f"syslog:x:102:102::/nonexistent:{_NOLOGIN}",
        f"systemd-resolve:x:991:991:systemd Resolver:/:{_NOLOGIN}", f"uuidd:x:103:103::/run/uuidd:{_NOLOGIN}",
        f"sshd:x:105:65534::/run/sshd:{_NOLOGIN}",
    ]  # fmt: skip
    return "".join(f"{line}\n" for line in lines)


PASSWD = _users()
GROUP = "".join(f"{name}:x:{number}:\n" for name, number in (one.split(":") for one in _GROUPS.split()))
SHADOW = "".join(f"{line.split(':')[0]}:*:20430:0:99999:7:::\n" for line in PASSWD.splitlines())
SUDOERS = (
    "Defaults\tenv_reset\nDefaults\tmail_badpass\n"
    'Defaults\tsecure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin"\n'
    "Defaults\tuse_pty\n\nroot\tALL=(ALL:ALL) ALL\n%admin ALL=(ALL) ALL\n%sudo\tALL=(ALL:ALL) ALL\n\n"
    "@includedir /etc/sudoers.d\n"
)
MOUNTS = (
    ("sysfs", "/sys", "sysfs", "rw,nosuid,nodev,noexec,relatime"),
    ("proc", "/proc", "proc", "rw,nosuid,nodev,noexec,relatime"),
    ("udev", "/dev", "devtmpfs", "rw,nosuid,relatime,size=1938044k,nr_inodes=484511,mode=755,inode64"),
    ("devpts", "/dev/pts", "devpts", "rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=000"),
    ("tmpfs", "/run", "tmpfs", "rw,nosuid,nodev,noexec,relatime,size=393216k,mode=755,inode64"),
    ("/dev/vda1", "/", "ext4", "rw,relatime,discard,errors=remount-ro"),
    ("securityfs", "/sys/kernel/security", "securityfs", "rw,nosuid,nodev,noexec,relatime"),
    ("tmpfs", "/dev/shm", "tmpfs", "rw,nosuid,nodev,inode64"),
    ("tmpfs", "/run/lock", "tmpfs", "rw,nosuid,nodev,noexec,relatime,size=5120k,inode64"),
    ("cgroup2", "/sys/fs/cgroup", "cgroup2", "rw,nosuid,nodev,noexec,relatime,nsdelegate,memory_recursiveprot"),
    ("bpf", "/sys/fs/bpf", "bpf", "rw,nosuid,nodev,noexec,relatime,mode=700"),
)
SKELETON_RC = """# ~/.bashrc: executed by bash(1) for non-login shells.

# If not running interactively, don't do anything
case $- in
    *i*) ;;
      *) return;;
esac

HISTCONTROL=ignoreboth

alias ll='ls -alF'
alias la='ls -A'
alias l='ls -CF'
"""
BUFFERS, SLAB = 52344, 105496
CPU_MODEL = "Intel(R) Xeon(R) CPU @ 2.20GHz"
CPU_FLAGS = (
    "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ss ht syscall "
    "nx pdpe1gb rdtscp lm constant_tsc rep_good nopl cpuid pni pclmulqdq ssse3 fma cx16 sse4_1 sse4_2 x2apic movbe "
    "popcnt aes xsave avx f16c rdrand hypervisor lahf_lm abm avx2"
)


def cpuinfo(cores: int) -> str:
    """/proc/cpuinfo."""
    return "".join(
        f"processor\t: {core}\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 79\nmodel name\t: {CPU_MODEL}\n"
        f"stepping\t: 0\nmicrocode\t: 0x1\ncpu MHz\t\t: 2199.998\ncache size\t: 56320 KB\nphysical id\t: 0\n"
        f"siblings\t: {cores}\ncore id\t\t: {core}\ncpu cores\t: {cores}\napicid\t\t: {core}\nfpu\t\t: yes\n"
        f"fpu_exception\t: yes\ncpuid level\t: 13\nwp\t\t: yes\nflags\t\t: {CPU_FLAGS}\nbogomips\t: 4399.99\n"
        "clflush size\t: 64\ncache_alignment\t: 64\naddress sizes\t: 46 bits physical, 48 bits virtual\n"
        "power management:\n\n"
        for core in range(cores)
    )


def meminfo(memory: Memory) -> str:
    """/proc/meminfo, in KiB."""
    total, cached, used = memory.total >> 10, memory.cached >> 10, memory.used >> 10
    rows = {
        "MemTotal": total, "MemFree": memory.free >> 10, "MemAvailable": memory.available >> 10, "Buffers": BUFFERS,
        "Cached": max(0, cached - BUFFERS - SLAB), "SwapCached": 0, "Active": used * 45 // 100 + cached // 4,
        "Inactive": used * 30 // 100 + cached // 2, "Unevictable": 30788, "Mlocked": 27716, "SwapTotal": 0,
        "SwapFree": 0, "Dirty": 124, "Writeback": 0, "AnonPages": used * 70 // 100, "Mapped": cached // 4,
        "Shmem": 3072, "KReclaimable": SLAB, "Slab": SLAB * 3 // 2, "SReclaimable": SLAB, "SUnreclaim": SLAB // 2,
        "PageTables": 9772, "CommitLimit": total // 2, "Committed_AS": total * 720 // 1000, "HugePages_Total": 0,
        "HugePages_Free": 0, "Hugepagesize": 2048,
    }  # fmt: skip
    return "".join(f"{name + ':':<15} {amount:>8}{'' if name.startswith('HugePages') else ' kB'}\n"
                   for name, amount in rows.items())  # fmt: skip


def texts(*, modern: bool) -> dict[str, str]:
    """What stands in which file."""
    return {
        "/etc/passwd": PASSWD, "/etc/group": GROUP, "/etc/shadow": SHADOW, "/etc/sudoers": SUDOERS,
        "/etc/fstab": "LABEL=cloudimg-rootfs\t/\t ext4\tdiscard,commit=30,errors=remount-ro\t0 1\n",
        "/etc/debian_version": "trixie/sid\n" if modern else "stretch/sid\n",
        "/etc/lsb-release": f"DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE={'24.04' if modern else '16.04'}\nDISTRIB_CODENAME="
        f'{"noble" if modern else "xenial"}\nDISTRIB_DESCRIPTION="Ubuntu {"24.04.3" if modern else "16.04.2"} LTS"\n',
        "/etc/machine-id": "5a3f0c1be74d4c6c9a2d8e1f70b4c9d3\n",
        "/etc/nsswitch.conf": "passwd:         files systemd\ngroup:          files systemd\nshadow:         files\n\n"
        "hosts:          files dns\nnetworks:       files\n\nprotocols:      db files\nservices:       db files\n",
        "/etc/login.defs": "MAIL_DIR\t/var/mail\nUID_MIN\t\t 1000\nUID_MAX\t\t60000\nGID_MIN\t\t 1000\n"
        "GID_MAX\t\t60000\nUMASK\t\t022\nHOME_MODE\t0750\nENCRYPT_METHOD SHA512\n",
        "/etc/crontab": "SHELL=/bin/sh\nPATH=/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin\n\n"
        "17 *\t* * *\troot\tcd / && run-parts --report /etc/cron.hourly\n",
        "/etc/profile": "# /etc/profile: system-wide .profile file for the Bourne shell (sh(1))\n",
        "/etc/ssh/sshd_config": "Include /etc/ssh/sshd_config.d/*.conf\n\nKbdInteractiveAuthentication no\nUsePAM yes\n"
        "X11Forwarding yes\nPrintMotd no\nAcceptEnv LANG LC_*\nSubsystem\tsftp\t/usr/lib/openssh/sftp-server\n",
        "/etc/skel/.bashrc": SKELETON_RC, "/etc/skel/.bash_logout": "# ~/.bash_logout: executed by bash(1)\n",
        "/etc/skel/.profile": "# ~/.profile\nif [ -f ~/.bashrc ]; then\n  . ~/.bashrc\nfi\n",
        "/proc/swaps": "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n",
        "/proc/filesystems": "nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tcgroup2\nnodev\toverlay\n\text4\n",
        "/proc/cmdline": "BOOT_IMAGE=/boot/vmlinuz root=LABEL=cloudimg-rootfs ro console=tty1 console=ttyS0\n",
    }  # fmt: skip
