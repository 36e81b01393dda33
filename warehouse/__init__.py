"""DuckDB: loading, merging, publishing."""
