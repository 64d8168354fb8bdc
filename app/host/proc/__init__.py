"""/proc: what the kernel tells of a machine and its processes, made when somebody looks."""
