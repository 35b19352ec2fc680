"""Publish: executed notebooks become documents that can be signed (HTML, PDF, Word), figures an audit workbook.

In this room: `produce`, the whole run on one page; reading notebooks into one `Document`; a renderer and
an nbconvert exporter for each format; records of figures and checks; publishing a folder in one step.
Elsewhere: computing, wording, formatting numbers (`figures`), executing notebooks (`pipeline`).
"""
