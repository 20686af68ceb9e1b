"""Visitor statistics: what pages load for the service in the settings."""

from __future__ import annotations

from briefgen.model.analytics import SERVICES
from briefgen.model.config import AnalyticsConfig
from briefgen.model.views import AnalyticsView


def analytics_view(config: AnalyticsConfig) -> AnalyticsView | None:
    """Return the script of the service for visitor statistics, or None without one."""
    service = SERVICES.get(config.provider)
    if service is None:
        return None
    attributes = {name: value(config) for name, value in service.attributes.items()}
    return AnalyticsView(service.script(config), attributes, service.setup)
