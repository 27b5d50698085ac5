"""Partners that speak X12 or EDIFACT over HTTP or in a folder, with their acknowledgements.

Nothing here opens a socket. Example: `Edi().name` is `"erp/edi"`.
"""
