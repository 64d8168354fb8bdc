"""Commands as lessons compare them: by what they do, not by how they were typed."""
