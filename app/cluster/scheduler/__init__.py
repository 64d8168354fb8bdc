"""The scheduler: filters, scores, preemption, and the queue of pods that wait for a node."""
