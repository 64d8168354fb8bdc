"""One file per subcommand of the kubekata command."""
