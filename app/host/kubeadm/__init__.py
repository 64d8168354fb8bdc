"""kubeadm 1.36: tokens, certificates, configuration, upgrades, joining and leaving, one module each."""
