"""What the canvas, an answer, a concept or a path shows, as a file: data by the library, pictures and pages made here.

May import: graph, actions, elements, families, stylesheet.
"""
