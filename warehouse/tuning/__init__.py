"""How the weights of merging were found, and how good they are."""
