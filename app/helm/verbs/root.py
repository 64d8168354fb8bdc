"""`helm` alone."""

SHORT = "Charts for Kubernetes: install, upgrade, roll back"
LONG = """Helm packs everything that an application needs on Kubernetes into a chart, and keeps track of what it has
installed.

Common actions:

- helm search repo:  look for charts in the repositories you have added
- helm pull:         fetch a chart to look at it
- helm install:      bring a chart into the cluster
- helm list:         show what is installed

Environment variables: HELM_NAMESPACE, HELM_KUBECONTEXT, HELM_KUBEAPISERVER, HELM_KUBETOKEN, HELM_KUBEASUSER,
HELM_KUBEASGROUPS, HELM_CACHE_HOME, HELM_CONFIG_HOME, HELM_DATA_HOME, HELM_REPOSITORY_CACHE, HELM_REPOSITORY_CONFIG,
HELM_DEBUG, HELM_MAX_HISTORY, KUBECONFIG. `helm env` shows them with their values."""
