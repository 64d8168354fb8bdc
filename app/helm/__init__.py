"""The helm program: charts, templates, releases and repositories, as Helm 4 has them.

Talks to a machine (files, streams, HTTP) through `app.kubectl.machine.Machine`; knows nothing of what is behind it.
"""
