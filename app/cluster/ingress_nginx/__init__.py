"""The ingress-nginx controller: what it makes of Ingresses, how it routes, what it refuses and reports."""
