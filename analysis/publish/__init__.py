"""Publish: executed notebooks become documents that can be signed (HTML, PDF, Word), figures an audit workbook.

What lives here: reading a notebook into a `Document`, numbering it, and one renderer and one nbconvert
exporter for each format. What does not: computing, wording, formatting numbers (`figures`), and putting
the sections of an edition together (`pipeline`).
"""
