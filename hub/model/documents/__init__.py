"""The canonical documents: UBL words in lowerCamelCase JSON, snake_case in Python.

Nothing here knows a format or a transport. Example: `registry.validate("order/1", {"id": "4711"})`.
"""
