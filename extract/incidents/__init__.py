"""Codes Arabic text into incidents."""
