"""Signatures of products, one TOML file each; adding a product is adding a file.

`wwwhy.catalog.signatures` says what the keys mean. A file is named after its product, in lower case
with hyphens.
"""
