"""For all tests: properties are judged by what they find, not by how fast a busy machine draws examples."""

from hypothesis import HealthCheck, settings

settings.register_profile("kubekata", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kubekata")
