"""Reference: what the law and the official lists say, each row with its dates and its source.

What lives here: the project's settings, units and their GSO codes, the programme's structure, poverty standards,
legal documents and the Vietnamese words of every code. What does not: anything a unit reports (`tables`).
"""

from analysis.reference.catalogue import (
    LegalDocument,
    PovertyStandard,
    Reference,
    load_reference,
)
from analysis.reference.project import Project, ProjectError, find_project
from analysis.reference.units import Unit

__all__ = [
    "LegalDocument",
    "PovertyStandard",
    "Project",
    "ProjectError",
    "Reference",
    "Unit",
    "find_project",
    "load_reference",
]
