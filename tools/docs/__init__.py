"""The reference as a site: a page for every code, cause and product, in English and Russian.

Everything on its pages comes from the data the product itself speaks with. Pages are plain HTML
that is read without scripts; searching takes one, and no page asks anything of another host.
"""
