"""Charts: SVG drawings of the figures of a section, with reproducible bytes.

What lives here: one function per chart, which returns an SVG with caption and alternative text, or `None` where the
unit has no data of the section. What does not: computing (`sections`), placing on a page (`publish`).
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
