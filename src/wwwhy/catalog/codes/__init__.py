"""Codes, names, fields and phrases: one TOML file an owner; adding an owner is adding a file.

`wwwhy.catalog.entry` says what the keys of a row mean. Above the first row stand the owner's own
keys, and the source and date of all rows that name none themselves. `index.json` is generated
(`python -m wwwhy.catalog.index`).
"""
