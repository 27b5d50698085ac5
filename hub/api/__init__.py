"""The HTTP interface under /v1: what others script against. Turns a request into one call of the pipeline or one read of the store.

It holds no SQL and parses no document. One module per noun; `app.build(hub)` puts them together.
Example: `uvicorn.run(build(hub))`, or `serve(hub, "127.0.0.1", 8060, print)`.
"""
