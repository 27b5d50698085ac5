"""Systems that exchange documents rather than API calls: EDI over HTTP, files in a folder.

No code here; see `adapter`. Example: `adapter: erp/document` in a system's configuration.
"""
