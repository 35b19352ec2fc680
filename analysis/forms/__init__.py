"""Forms: the workbooks that agencies fill in for a new year, and the way back from what they send to raw tables.

In this room: the content of each form, from the schemas (`content`, `prefill`), writing forms (`writing`, `new_year`),
reading files of any kind and legacy fonts (`incoming`), finding tables in them (`form_identity`, `headers`),
interpreting cells (`meaning`), rows compared with totals and last year (`rows`), importing (`importing`, `storing`).
Elsewhere: the schemas of tables and reading workbooks (`tables`), and what is computed for the report (`sections`).
"""
