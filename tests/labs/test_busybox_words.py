"""What busybox' programs say of what goes wrong."""

from __future__ import annotations

from tests.labs.worlds import screens


def test_programs_of_busybox_have_their_own_words() -> None:
    usage = "BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: {}\n"
    cases = {
        "cd nodir": "sh: cd: line 0: can't cd to nodir: No such file or directory\n",
        "tail no": "tail: can't open 'no': No such file or directory\n",
        "head no": "head: no: No such file or directory\n",
        "wc no": "wc: no: No such file or directory\n",
        "sort no": "sort: can't open 'no': No such file or directory\n",
        "sed p no": "sed: no: No such file or directory\n",
        "find no": "find: no: No such file or directory\n",
        "stat no": "stat: can't stat 'no': No such file or directory\n",
        "tar xf no": "tar: can't open 'no': No such file or directory\n",
        "id no1": "id: unknown user no1\n",
        "kill 99999": "sh: can't kill pid 99999: No such process\n",
        "date -d no": "date: invalid date 'no'\n",
        "ls -Z": "ls: unrecognized option: Z\n" + usage.format("ls [-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]..."),
        "cp": usage.format(
            "cp [-arPLHpfinlsTu] SOURCE DEST\nor: cp [-arPLHpfinlsu] SOURCE... { -t DIRECTORY | DIRECTORY }"
        ),
        "rm": usage.format("rm [-irf] FILE..."),
        "env no": "env: can't execute 'no': No such file or directory\n",
        "ping -c1 no": "ping: bad address 'no'\n",
    }
    script = "; echo -- >&2; ".join(cases)
    shown = screens(["kubectl run p --image=busybox -- sleep 3600", "@ 60", f"kubectl exec p -- sh -c '{script}'"])[-1]
    shown = shown.removesuffix("command terminated with exit code 1\n")
    assert dict(zip(cases, shown.split("--\n"), strict=True)) == cases


def test_a_pod_has_a_virtual_device() -> None:
    shown = screens(["kubectl run p --image=busybox -- sleep 3600", "@ 60", "kubectl exec p -- ip route"])[-1]
    address = shown.split(" src ")[1].split()[0]
    network = address.rpartition(".")[0]
    near = f"{network}.0/24 dev eth0 scope link  src {address} \n"
    assert shown == f"default via {network}.1 dev eth0 \n{near}"
