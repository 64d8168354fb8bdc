"""`kubectl rollout`: looking after the updates of workloads."""

SHORT = "Look after the updates of deployments, daemon sets and stateful sets"
