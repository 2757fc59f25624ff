"""The contents of the side panel, made from values of the library. May import: graph, families, expansion, addresses."""
