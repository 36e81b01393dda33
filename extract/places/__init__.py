"""Arabic place names to points on the map."""

from extract.places.find import PlaceMatch, find_places
from extract.places.gazetteer import Gazetteer, Place, load_gazetteer
from extract.places.resolve import Context, Resolution, read_context, resolve, resolve_all

__all__ = [
    "Context",
    "Gazetteer",
    "Place",
    "PlaceMatch",
    "Resolution",
    "find_places",
    "load_gazetteer",
    "read_context",
    "resolve",
    "resolve_all",
]
