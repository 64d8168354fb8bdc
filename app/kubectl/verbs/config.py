"""`kubectl config`: reading and changing kubeconfig files."""

SHORT = "Read and change kubeconfig files"
