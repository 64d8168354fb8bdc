"""The kubelet: pods on one node, from admission to the last log line."""
