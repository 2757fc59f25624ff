"""The subcommands of `whatfixes`, a module each: `add` declares its arguments, `run` does it and gives the exit status.

May import: graph, and what one subcommand needs, when it runs.
"""
