"""Forms: the workbooks that agencies fill in for a new year, and the way back from what they send to raw tables.

In this room: the content of each form, from the schemas (`content`, `prefill`), writing forms (`writing`), reading
files of any kind (`incoming`), finding tables in them (`form_identity`, `headers`, `rows`), interpreting cells
(`meaning`, `legacy_text`), comparing with last year (`magnitude`), importing (`importing`, `storing`).
Elsewhere: the schemas of tables and reading workbooks (`tables`), and what is computed for the report (`sections`).
"""
