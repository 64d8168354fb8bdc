"""A learner's world: a lab composes lesson, clock, network, cluster, host and terminals."""
