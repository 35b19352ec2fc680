"""Charts: drawings of a section's figures, the same bytes every time.

What lives here: one function a chart, from figures to an SVG with a caption and its words for those who do not see
it, or `None` where the unit has no data of the section. What does not: computing (`sections`), placing on a page
(`publish`).
"""

from analysis.charts.report import (
    credit_by_group,
    deprivation_profile,
    disbursement_over_years,
    jobs_by_channel,
    plan_against_disbursement,
    poverty_over_years,
    poverty_over_years_by_commune,
    poverty_rate_by_commune,
    projects_by_step,
)

__all__ = [
    "credit_by_group",
    "deprivation_profile",
    "disbursement_over_years",
    "jobs_by_channel",
    "plan_against_disbursement",
    "poverty_over_years",
    "poverty_over_years_by_commune",
    "poverty_rate_by_commune",
    "projects_by_step",
]
