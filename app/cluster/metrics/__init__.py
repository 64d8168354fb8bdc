"""What nodes and pods use, and the metrics API that the metrics server makes of it."""
