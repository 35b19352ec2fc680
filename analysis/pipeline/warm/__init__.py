"""Warm kernels: notebooks run in processes forked from one that has already imported what they need.

A kernel of its own for every notebook, as always, but it neither starts an interpreter nor imports anything, and it
speaks Jupyter's protocol over one socket instead of five ports. Everything goes through Jupyter's own extension
points: a papermill engine (`engine`), which gives nbclient a kernel manager (`manager`) and a client (`client`); the
kernel itself (`kernel`) is ipykernel's application with another transport (`transport`, `streams`). `process` forks.

What does not live here: anything about reports. This package imports nothing of `analysis`; it could stand alone.
"""
