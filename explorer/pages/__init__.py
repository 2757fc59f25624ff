"""The pages of the explorer. Each module exports PATH, NAME, layout(store) and register(app, store, ...).

May import: graph and the other modules of explorer, not app.
"""
