"""Reads YAML with its line numbers, and reports everything that is wrong with a file at once."""

from app.lessons.reading.fields import Field, Takes, read_fields, schema_of
from app.lessons.reading.source import Source, Value

__all__ = ["Field", "Source", "Takes", "Value", "read_fields", "schema_of"]
