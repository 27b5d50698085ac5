"""Tradepost 商驿: a post office between companies.

Importing it does nothing; `hub.compose.Hub` is where a process begins, `hub.cli` what people type.
"""
