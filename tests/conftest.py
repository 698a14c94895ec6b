"""What all tests share."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# The same examples at every run: a red test is then red for everyone.
settings.register_profile(
    "project", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("project")
