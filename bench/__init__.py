"""Timings of the demo site, as ratios within one run."""
