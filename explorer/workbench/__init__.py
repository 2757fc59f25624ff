"""What the SPARQL page needs on the server: its editor, running and stopping queries, completions, drawings, building.

May import: graph and the other modules of explorer, not app and pages.
"""
