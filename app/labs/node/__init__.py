"""What runs on a node besides its pods: services, files, certificates, logs, processes."""
