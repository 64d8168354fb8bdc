"""ss and netstat: who listens on this machine."""

from __future__ import annotations

from app.host.invocation import Invocation

NAMES = ("ss", "netstat")
LETTERS = "tulnpaeh46H"


async def main(run: Invocation) -> int:
    """Print the listening sockets."""
    letters = "".join(
        argument[1:] for argument in run.args if argument.startswith("-") and not argument.startswith("--")
    )
    long = [argument for argument in run.args if argument.startswith("--")]
    if "--help" in long or "h" in letters:
        await run.stdout.write(
            f"Usage: {run.name} [ OPTIONS ]\n   -t tcp -u udp -l listening -n numeric -p processes -a all\n"
        )
        return 0
    if wrong := next((letter for letter in letters if letter not in LETTERS), long[0].lstrip("-") if long else ""):
        await run.stderr.write(f"{run.name}: invalid option -- '{wrong}'\n")
        return 255
    listeners = run.host.network.listeners(run.host.interface) if "u" not in letters or "t" in letters else []
    if not any(letter in letters for letter in "la"):
        listeners = []
    if run.name == "netstat":
        text = "Active Internet connections (only servers)\n"
        program = "    PID/Program name" if "p" in letters else ""
        text += f"Proto Recv-Q Send-Q Local Address           Foreign Address         State  {program}\n"
        for at in listeners:
            place = f"{at.address}:{at.port}"
            owner = at.owner if program else ""
            text += f"tcp        0      0 {place:<23} 0.0.0.0:*               LISTEN      {owner}".rstrip() + "\n"
    else:
        text = (
            "State  Recv-Q Send-Q Local Address:Port  Peer Address:Port" + ("Process" if "p" in letters else "") + "\n"
        )
        if "H" in letters:
            text = ""
        for at in listeners:
            owner = f" {at.owner}" if "p" in letters and at.owner else ""
            text += f"LISTEN 0      4096   {at.address:>13}:{at.port:<5}      0.0.0.0:*    {owner}".rstrip() + "\n"
    await run.stdout.write(text)
    return 0
