"""Publish: executed notebooks become documents that can be signed (HTML, PDF, Word), figures an audit workbook.

<<<<<<< HEAD
In this room: `produce`, the whole run on one page; reading notebooks into one `Document`, numbering it, one renderer
for each format and the nbconvert exporters over them; records of figures and checks; publishing a folder in one step.
=======
In this room: `produce`, the whole run on one page; reading notebooks into one `Document`; a renderer and
an nbconvert exporter for each format; records of figures and checks; publishing a folder in one step.
>>>>>>> wip-document
Elsewhere: computing, wording, formatting numbers (`figures`), executing notebooks (`pipeline`).
"""
