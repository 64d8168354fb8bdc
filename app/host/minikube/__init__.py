"""minikube 1.38: one local cluster on the learner's machine, made, changed and thrown away."""
