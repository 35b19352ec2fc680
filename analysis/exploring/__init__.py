"""Interactive exploration in JupyterLab; not part of the report.

What lives here: the panel of `notebooks/trends.ipynb`. What does not: computing (`sections`), drawing (`charts`).
"""

from analysis.exploring.panel import TrendPanel, explore_trends

__all__ = ["TrendPanel", "explore_trends"]
