"""The charts of the simulated network's repositories: compact ones of our own, named like those that everybody knows.

A folder holds one chart. @NAME@, @VERSION@ and the like are filled in; web/ is shared by several charts.
"""
