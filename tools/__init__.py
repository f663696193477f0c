"""Developers' tools that are not part of the product."""
