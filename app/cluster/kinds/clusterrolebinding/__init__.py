"""ClusterRoleBinding."""

from app.cluster.kinds.kind import Kind

KIND = Kind("rbac.authorization.k8s.io", ("v1",), "ClusterRoleBinding", "clusterrolebindings", namespaced=False)
