"""MetalLB: addresses for load balancers out of pools."""
