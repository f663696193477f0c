"""Ratios against named peers, measured in one run: `python -m benchmarks [NAME...]`.

A module directly in this folder is a benchmark; it holds `TITLE` and `run(effort)`. What they share
lies in `measure`.
"""
