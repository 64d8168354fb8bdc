"""Docker of a machine: its engine, containers, images, names and networks."""
