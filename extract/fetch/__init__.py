"""Finds, fetches and archives what sources publish."""
