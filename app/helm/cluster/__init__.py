"""What helm does with a cluster: build objects out of manifests, apply, delete and watch them."""
