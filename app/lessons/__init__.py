"""Lessons: their files, texts, checks and proofs."""
