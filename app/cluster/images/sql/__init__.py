"""The data of simulated SQL servers: statements run in memory, one engine a container, nothing on the real disk."""
