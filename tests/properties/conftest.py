"""Two profiles: short and repeatable by default; HYPOTHESIS_PROFILE=long tries more."""

import os

from hypothesis import HealthCheck, settings

_COMMON = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
settings.register_profile("short", _COMMON, max_examples=100, derandomize=True, database=None)
settings.register_profile("long", _COMMON, max_examples=10_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))
