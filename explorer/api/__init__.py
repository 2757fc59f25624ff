"""The REST interface under /api/: what the library answers, as JSON for programs, with the document that describes it.

May import: graph, addresses, hosts, negotiation, pathjson. One table of operations (`operations`) holds for each what it
takes, gives and does: requests are checked by it and the OpenAPI document is written from it, so that the two cannot part.
A framework (APIFlask, flask-openapi3, spectree) would bring pydantic or marshmallow and a slower route through Flask, and
would still need every schema written down; a test checks the document against the running server instead.
"""
