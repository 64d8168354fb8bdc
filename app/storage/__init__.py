"""What outlives the process: learners, labs, snapshots and progress."""
