"""Arabic place names to points on the map."""
