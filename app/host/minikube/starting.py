"""`minikube start`: a new cluster, or the one of before.

Follows minikube cmd/minikube/cmd/start.go, pkg/minikube/{node,machine}/start.go.
"""

from __future__ import annotations

import re
from dataclasses import replace

from app.host.local_cluster import LocalMachine
from app.host.minikube import addons, profile
from app.host.minikube.call import Call
from app.host.minikube.profile import RUNTIMES, Profile
from app.host.minikube.styles import complain, leave, say
from app.kubectl.flags import Flag

BASE = "v0.0.50"
MEMORY = 3072
DRIVERS = ("docker",)
OTHERS = ("podman", "kvm2", "qemu2", "qemu", "virtualbox", "vmware", "none", "ssh", "hyperkit", "hyperv", "parallels")
CNIS = ("", "auto", "bridge", "kindnet", "calico", "flannel", "cilium", "false")
CNI_NAMES = {"bridge": "bridge CNI", "kindnet": "CNI", "calico": "Calico", "flannel": "Flannel", "cilium": "Cilium"}
OLDEST = "v1.28.0"
FLAGS = (
    Flag("driver", help="Driver is one of the following: docker (defaults to auto-detect)"),
    Flag("vm-driver", help="DEPRECATED, use `driver` instead."),
    Flag("nodes", "int", "1", "n", help="The total number of nodes to spin up. Defaults to 1."),
    Flag("cpus", help='Number of CPUs allocated to Kubernetes. Use "max" to use the maximum number of CPUs.'),
    Flag("memory", help="Amount of RAM to allocate to Kubernetes (format: <number>[<unit>])."),
    Flag("kubernetes-version", help="The Kubernetes version that the minikube VM will use."),
    Flag("container-runtime", "string", "", "c", help="The container runtime to be used: docker, containerd, cri-o."),
    Flag("cni", help="CNI plug-in to use. Valid options: auto, bridge, calico, cilium, flannel, kindnet."),
    Flag("addons", "array", help="Enable addons. see `minikube addons list` for a list of valid addon names."),
    Flag("wait", "strings", "[apiserver,system_pods]", help="comma separated list of Kubernetes components to verify",
         bare="apiserver,system_pods"),
    Flag("wait-timeout", "duration", "6m0s", help="max time to wait per Kubernetes or host to be healthy."),
    Flag("force", "bool", "false", help="Force minikube to perform possibly dangerous operations"),
    Flag("keep-context", "bool", "false", help="This will keep the existing kubectl context"),
    Flag("dry-run", "bool", "false", help="dry-run mode. Validates configuration, but does not mutate system state"),
    Flag("install-addons", "bool", "true", help="If set, install addons. Defaults to true."),
)  # fmt: skip


async def start(call: Call) -> int:
    """Start."""
    run = call.run
    if call.args:
        raise await call.usage("Usage: minikube start")
    await say(run, "happy", f"minikube {profile.VERSION} on Ubuntu 24.04")
    before = call.find()
    driver = await _driver(call, before)
    wanted = await _plan(call, before)
    await _validate(call, wanted)
    if call.values.on("dry-run"):
        await say(run, "dry run", "dry-run validation complete!")
        return 0
    if driver == "docker":
        await say(run, "notice", "Using Docker driver with root privileges")
    if before is None:
        await _create(call, wanted)
    else:
        await _again(call, wanted)
    keep = call.values.on("keep-context")
    profile.write_credentials(run.host, call.folder, wanted.name, call.cluster)
    profile.configure(run.host, run.env, wanted.name, call.cluster.server(), use=not keep)
    wanted = await _finish(call, wanted)
    for machine in wanted.machines[1:]:
        await worker(call, wanted, machine, exists=before is not None)
    await _wait(call)
    profile.save(run.host, call.folder, wanted)
    if keep:
        await say(run, "notice", f"To connect to this cluster, use:  --context={wanted.name}")
    else:
        text = f'Done! kubectl is now configured to use "{wanted.name}" cluster and "default" namespace by default'
        await say(run, "ready", text)
    return 0


async def _driver(call: Call, before: Profile | None) -> str:
    """Which driver, and what is said about it."""
    run, values = call.run, call.values
    given = values.text("driver") or values.text("vm-driver") or run.env.get("MINIKUBE_DRIVER", "")
    given = given or str(call.settings.get("driver", ""))
    if given and given not in (*DRIVERS, *OTHERS):
        text = f"The driver '{given}' is not supported on linux/amd64"
        raise await leave(run, "DRV_UNSUPPORTED_OS", text, 56)
    if given in OTHERS:
        text = f"The '{given}' provider was not found: this machine has Docker and nothing else"
        raise await leave(run, f"PROVIDER_{given.upper()}_NOT_FOUND", text, 69, "Use --driver=docker")
    if before is not None:
        await say(run, "sparkle", f"Using the {before.driver} driver based on existing profile")
        return ""
    if given:
        await say(run, "sparkle", f"Using the {given} driver based on user configuration")
    else:
        await say(run, "sparkle", "Automatically selected the docker driver. Other choices: none, ssh")
    return "docker"


async def _plan(call: Call, before: Profile | None) -> Profile:
    """The cluster that is asked for."""
    values, settings = call.values, call.settings
    version = await _version(call, values.text("kubernetes-version") or str(settings.get("kubernetes-version", "")))
    if before is not None:
        await _unchangeable(call, before)
        return before
    others = [name for name in profile.names(call.run.host, call.folder) if name != call.name]
    if call.cluster.machines() and others:
        text = f"this machine is too small for a second cluster beside {others[0]!r}: run `minikube delete` first"
        raise await leave(call.run, "RSRC_INSUFFICIENT_CONTAINER_MEMORY", text, 23)
    if not re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9-]+", call.name):
        text = f"Profile name '{call.name}' is not valid"
        await complain(call.run, "failure", text)
        advice = "Only alphanumeric and dashes '-' are permitted. Minimum 2 characters, starting with alphanumeric."
        raise await call.usage(advice)
    runtime = values.text("container-runtime") or str(settings.get("container-runtime", "")) or "docker"
    runtime = "cri-o" if runtime == "crio" else runtime
    if runtime not in RUNTIMES:
        known = "[docker, cri-o, containerd]"
        raise await call.usage(f'Invalid Container Runtime: "{runtime}". Valid runtimes are: {known}')
    count, cni = values.number("nodes"), values.text("cni")
    cpus = await _cpus(call, values.text("cpus") or str(settings.get("cpus", "")))
    memory = await _memory(call, values.text("memory") or str(settings.get("memory", "")))
    if cni not in CNIS:
        text = f"this simulation has no CNI manifest of one's own; valid options: {', '.join(CNIS[1:])}"
        raise await call.usage(text)
    if cni == "bridge" and count > 1:
        raise await call.usage("Bridge CNI is incompatible with multi-node clusters, use a different CNI")
    cni = cni if cni not in ("", "auto") else "kindnet" if count > 1 or runtime != "docker" else "bridge"
    scheme = f"{profile.SCHEMES[runtime]}://{RUNTIMES[runtime][1]}"
    machines = tuple(
        replace(profile.machine(call.name, number), cpus=cpus, memory=memory, runtime=scheme)
        for number in range(1, max(1, count) + 1)
    )
    return Profile(call.name, version, machines, "docker", runtime, cni)


async def _version(call: Call, given: str) -> str:
    """The version of Kubernetes; the simulated cluster has one."""
    ours = call.cluster.release
    wanted = f"v{given.removeprefix('v')}"
    if given in ("", "stable", "latest") or wanted == ours:
        return ours
    if wanted == ours.rpartition(".")[0]:
        await say(call.run, "notice", f"Using Kubernetes {ours} since patch version was unspecified")
        return ours
    numbers = re.fullmatch(r"v(\d+)\.(\d+)(?:\.(\d+))?", wanted)
    if numbers is None:
        text = f'Unable to parse "{given}": No Major.Minor.Patch elements found'
        raise await call.usage(text)
    minor = (int(numbers[1]), int(numbers[2]))
    newest, oldest = _pair(ours), _pair(OLDEST)
    see = "Use `minikube config defaults kubernetes-version` for details."
    if minor > newest:
        text = f"Specified Kubernetes version {given} is newer than the newest supported version: {ours}. {see}"
    elif minor < oldest:
        text = f"Specified Kubernetes version {given} is less than the oldest supported version: {OLDEST}. {see}"
    else:
        text = f"Kubernetes {wanted} is not simulated: the cluster of this machine is {ours}"
    raise await leave(call.run, "K8S_UNSUPPORTED_VERSION" if minor < oldest else "MK_USAGE", text, 14)


def _pair(version: str) -> tuple[int, int]:
    major, minor = version.removeprefix("v").split(".")[:2]
    return int(major), int(minor)


async def _cpus(call: Call, given: str) -> int:
    if given in ("", "max", "no-limit"):
        return 2 if given == "" else call.run.host.spec.cores
    if not given.isdigit():
        raise await call.usage(f'The cpus parameter must be a number, "max" or "no-limit": {given}')
    return int(given)


async def _memory(call: Call, given: str) -> int:
    """MiB."""
    if given in ("", "max", "no-limit"):
        return MEMORY if given == "" else call.run.host.spec.memory
    found = re.fullmatch(r"(\d+)([kmgKMG]?)[iI]?[bB]?", given)
    if found is None:
        raise await call.usage(f"Unable to parse memory '{given}': invalid size: '{given}'")
    number, unit = int(found[1]), found[2].lower()
    return number * 1024 if unit == "g" else number // 1024 if unit == "k" else number


async def _unchangeable(call: Call, before: Profile) -> None:
    """What an existing cluster keeps. Follows start_flags.go: updateExistingConfigFromFlags."""
    values = call.values
    if values.changed("cpus") and await _cpus(call, values.text("cpus")) != before.machines[0].cpus:
        await call.warn("You cannot change the CPUs for an existing minikube cluster. Please first delete the cluster.")
    if values.changed("memory") and await _memory(call, values.text("memory")) != before.machines[0].memory:
        await call.warn(
            "You cannot change the memory size for an existing minikube cluster. Please first delete the cluster."
        )
    if values.changed("nodes") and values.number("nodes") != len(before.machines):
        await call.warn(
            f"The cluster {before.name} already exists which means the --nodes parameter will be ignored. Use "
            '"minikube node add" to add nodes to an existing cluster.'
        )
    if values.changed("container-runtime") and values.text("container-runtime") != before.runtime:
        text = "You cannot change the container runtime of an existing minikube cluster. Please first delete it."
        raise await call.usage(text)


async def _validate(call: Call, wanted: Profile) -> None:
    """Whether there is room. Follows start.go: validateCPUCount, validateRequestedMemorySize."""
    run, first, forced = call.run, wanted.machines[0], call.values.on("force")
    cores, memory = run.host.spec.cores, run.host.spec.memory
    if call.cluster.taken or cores < 2:
        text = "has less than 2 CPUs available, but Kubernetes requires at least 2 to be available"
        raise await leave(run, "RSRC_INSUFFICIENT_CORES", f"Docker {text}", 29)
    if forced:
        await call.warn(
            "minikube skips various validations when --force is supplied; this may lead to unexpected behavior"
        )
    if first.cpus < 2 and not forced:
        text = f"Requested cpu count {first.cpus} is less than the minimum allowed of 2"
        raise await leave(run, "RSRC_INSUFFICIENT_CORES", text, 29)
    if first.cpus > cores:
        text = f"Requested cpu count {first.cpus} is greater than the available cpus of {cores}"
        raise await leave(run, "RSRC_INSUFFICIENT_CORES", text, 29)
    if first.memory < 1800 and not forced:
        text = f"Requested memory allocation {first.memory}MiB is less than the usable minimum of 1800MB"
        raise await leave(run, "RSRC_INSUFFICIENT_REQ_MEMORY", text, 23)
    if first.memory > memory:
        text = f"Requested memory allocation {first.memory}MB is more than your system limit {memory}MB."
        raise await leave(run, "RSRC_OVER_ALLOC_MEM", text, 23, f'Start minikube with less memory allocated: '
                          f"'minikube start --memory={MEMORY}mb'")  # fmt: skip
    for name in call.values.words("addons"):
        if name not in addons.KNOWN:
            raise await addons.unknown(call, name)


async def _create(call: Call, wanted: Profile) -> None:
    run, first = call.run, wanted.machines[0]
    await say(run, "thumbs up", f'Starting "{first.name}" primary control-plane node in "{wanted.name}" cluster')
    await _pull(call)
    if not run.host.files.exists(f"{call.folder}/cache/preloaded-tarball"):
        await say(run, "download", f"Downloading Kubernetes {wanted.version} preload ...")
        await run.sleep(2.5)
        run.host.write_file(f"{call.folder}/cache/preloaded-tarball", b"")
    await say(run, "fire", f"Creating docker container (CPUs={first.cpus}, Memory={first.memory}MB) ...")
    await run.sleep(3)
    call.cluster.create((first,))
    await prepare(call, wanted)
    await run.sleep(2)
    if wanted.cni != "false":
        await say(run, "cni", f"Configuring {CNI_NAMES[wanted.cni]} (Container Networking Interface) ...")


async def _again(call: Call, wanted: Profile) -> None:
    run, first = call.run, wanted.machines[0]
    await say(run, "thumbs up", f'Starting "{first.name}" primary control-plane node in "{wanted.name}" cluster')
    await _pull(call)
    if call.is_on(first):
        await say(run, "running", f'Updating the running docker "{first.name}" container ...')
    else:
        await say(run, "restarting", f'Restarting existing docker container for "{first.name}" ...')
        await run.sleep(3)
        call.cluster.power(on=True)
    if not call.cluster.serving():
        call.cluster.pause(paused=False)
    await prepare(call, wanted)
    await run.sleep(1)


async def _pull(call: Call) -> None:
    await say(call.run, "pulling", f"Pulling base image {BASE} ...")
    await call.run.sleep(0.5)


async def prepare(call: Call, wanted: Profile) -> None:
    """Say what Kubernetes is put on."""
    name, number = RUNTIMES[wanted.runtime]
    sign = {"docker": "docker", "containerd": "containerd", "cri-o": "crio"}[wanted.runtime]
    await say(call.run, sign, f"Preparing Kubernetes {wanted.version} on {name} {number} ...")
    await call.run.sleep(2)


async def _finish(call: Call, wanted: Profile) -> Profile:
    """Verify, and enable addons."""
    run = call.run
    await say(run, "health", "Verifying Kubernetes components...")
    chosen = [*dict.fromkeys([*wanted.addons, *profile.DEFAULT_ADDONS])] if call.values.on("install-addons") else []
    off = [name for name, on in wanted.addons.items() if not on]
    names = list(dict.fromkeys([*(one for one in chosen if one not in off), *call.values.words("addons")]))
    for name in names:
        if name in addons.IMAGES:
            for image in addons.IMAGES[name]:
                await say(run, "option", f"Using image {image}")
        call.cluster.enable(name)
    await run.sleep(1)
    if names:
        await say(run, "addon", f"Enabled addons: {', '.join(names)}")
    return replace(wanted, addons={**dict.fromkeys(off, False), **dict.fromkeys(names, True)})


async def worker(call: Call, wanted: Profile, machine: LocalMachine, *, exists: bool) -> None:
    """One more node joins, or comes back."""
    run = call.run
    await run.stdout.write("\n")
    await say(run, "thumbs up", f'Starting "{machine.name}" worker node in "{wanted.name}" cluster')
    await _pull(call)
    known = machine.name in call.cluster.machines()
    if exists and known:
        await say(run, "restarting", f'Restarting existing docker container for "{machine.name}" ...')
        call.cluster.power_machine(machine.name, on=True)
    else:
        await say(run, "fire", f"Creating docker container (CPUs={machine.cpus}, Memory={machine.memory}MB) ...")
    await run.sleep(3)
    address = wanted.machines[0].address
    await say(run, "internet", "Found network options:")
    await say(run, "option", f"NO_PROXY={address}")
    await prepare(call, wanted)
    await say(run, "option", f"env NO_PROXY={address}")
    if not known:
        call.cluster.add(machine)
    await say(run, "health", "Verifying Kubernetes components...")
    await run.sleep(1)


async def _wait(call: Call) -> None:
    """Until what was asked for is there; the server answers by now."""
    if "system_pods" not in call.values.words("wait") and "all" not in call.values.words("wait"):
        return
    end = call.run.now() + min(30.0, call.values.seconds("wait-timeout"))
    while not call.cluster.addon_ready("storage-provisioner") and call.run.now() < end:
        await call.run.sleep(0.5)
