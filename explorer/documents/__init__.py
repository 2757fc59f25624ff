"""Documents: a page, and its data, for every concept, class, property and claim; the vocabulary; what the checks find.

May import: graph, addresses, families, results. Rendered on the server from explorer/templates, so that they read without JavaScript.
"""
