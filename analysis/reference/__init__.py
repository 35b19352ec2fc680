"""Reference data from laws and official lists, each row with its dates and its source.

Contains the project's settings, units and their GSO codes, the programme's structure, poverty standards, legal
documents, policy norms and the Vietnamese words of every code. Does not contain anything a unit reports (`tables`).
"""

from analysis.reference.catalogue import Reference, load_reference
from analysis.reference.law import LegalDocument
from analysis.reference.project import Project, ProjectError, find_project
from analysis.reference.standards import PovertyStandard
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
