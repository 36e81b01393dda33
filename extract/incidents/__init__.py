"""Codes Arabic text into incidents."""

from extract.incidents.coder import code_article

__all__ = ["code_article"]
