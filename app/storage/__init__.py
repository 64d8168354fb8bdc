"""What outlives the process: learners, labs, snapshots and what happened. SQLite by default, PostgreSQL by URL."""
