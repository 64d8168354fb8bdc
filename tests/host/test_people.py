"""Users and groups, and becoming one of them."""

from __future__ import annotations

import pytest

from app.host.host import Host
from app.host.packages import installed
from app.host.spec import HostSpec
from app.network.network import Interface, Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness
from tests.host.machine import machine, outcome


@pytest.mark.parametrize(
    ("script", "status", "output", "errors"),
    [
        ("useradd -m -s /bin/bash -G sudo bob; id bob; ls -A /home/bob; groups bob", 0,
         "uid=1000(bob) gid=1000(bob) groups=1000(bob),27(sudo)\n.bash_logout\n.bashrc\n.profile\nbob : bob sudo\n",
         ""),
        ("useradd bob; useradd bob", 9, "", "useradd: user 'bob' already exists\n"),
        ("useradd 'B b'", 3, "", "useradd: invalid user name 'B b': use --badname to ignore\n"),
        ("userdel bob", 6, "", "userdel: user 'bob' does not exist\n"),
        ("groupadd dev; useradd -m bob; usermod -aG dev bob; id -nG bob; userdel -r bob; getent passwd bob", 2,
         "bob dev\n", "userdel: bob mail spool (/var/mail/bob) not found\n"),
        ("groupadd dev; groupadd dev", 9, "", "groupadd: group 'dev' already exists\n"),
        ("useradd -m bob; su - bob -c 'whoami; pwd; id -u; echo $USER $HOME'; whoami", 0,
         "bob\n/home/bob\n1000\nbob /home/bob\nroot\n", ""),
        ("su nobody", 1, "This account is currently not available.\n", ""),
        ("su - none", 1, "",
         "su: user none does not exist or the user entry does not contain all the required fields\n"),
        ("useradd bob; sudo -u bob whoami; sudo whoami", 0, "bob\nroot\n", ""),
        ("useradd bob; printf 'x\\nx\\n' | passwd bob 2>&1 | tail -1; passwd -S bob", 0,
         "passwd: password updated successfully\nbob P 2023-11-14 0 99999 7 -1\n", ""),
        ("passwd none", 1, "", "passwd: user 'none' does not exist\n"),
        ("getent hosts controlplane; getent group sudo", 0, "172.30.1.2      controlplane\nsudo:x:27:\n", ""),
        ("crontab -l", 1, "", "no crontab for root\n"),
        ("git config --global user.name Ann; git config user.name; git status", 128, "Ann\n",
         "fatal: not a git repository (or any of the parent directories): .git\n"),
        ("ufw status; umount /mnt", 32, "Status: inactive\n", "umount: /mnt: not mounted.\n"),
        ("lsblk -n -o NAME,SIZE -l", 0, "vda     20G\nvda1    19G\nvda14    4M\nvda15  106M\n", ""),
        ("timedatectl show -p Timezone; hostnamectl | head -1", 0, "Timezone=Etc/UTC\n Static hostname: controlplane\n",
         ""),
        ("grep -c ^processor /proc/cpuinfo; head -1 /proc/meminfo", 0, "1\nMemTotal:        3789688 kB\n", ""),
    ],
)  # fmt: skip
def test_people_and_the_machine(script: str, status: int, output: str, errors: str) -> None:
    assert outcome(script, machine()) == (status, output, errors)


def test_packages_bring_their_programs_and_stay_with_a_saved_machine() -> None:
    host = machine()
    host.write_file(installed.STATUS, installed.text(installed.fresh("v1.36.2")))
    script = (
        "psql --version > /dev/null 2>&1; echo $?; apt-get install -y jq redis-tools | tail -1; redis-cli --version"
    )
    status, output, _ = outcome(script, host)
    assert (status, output.splitlines()[:3]) == (0, [
        "127", "Setting up redis-tools (5:7.0.15-1~deb12u6) ...", "redis-cli 7.4.1",
    ]), output  # fmt: skip
    clock = Clock(host.clock.now)
    network = Network(clock)
    interface = network.attach(Interface("controlplane", "172.30.1.2"))
    again = Host.restore(HostSpec(), host.snapshot(), clock, network, interface, Randomness(1))
    assert outcome("redis-cli --version", again)[:2] == (0, "redis-cli 7.4.1\n")
    assert outcome("python3 -c 'print(6 * 7)'; python3 --version", again)[:2] == (0, "42\nPython 3.12.3\n")
