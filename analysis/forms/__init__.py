"""Forms: the workbooks that agencies fill in for a new year, and the way back from what they send to raw tables.

What lives here: which form asks for what (`content`, from the schemas), what last year leaves behind (`carrying`,
`opening_balances`), writing forms (`writing`), reading files of any kind (`workbooks`), finding tables in them
(`headers`, `rows`), what cells were meant to say (`meaning`, `legacy_text`), taking them in (`importing`).
What does not: what a table must look like (`tables`), and what is computed for the report (`sections`).
"""
