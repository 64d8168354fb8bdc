"""Katacoda's and Killercoda's scenarios as lessons. Nothing of a scenario is run while it is read and written."""
