"""The edges of whatfixes: the command and the explorer. May import: graph; never the other way round."""
