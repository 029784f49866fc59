"""Progress: plan baselines, weekly reports, the weekly roll-up, curves and forecasts."""
