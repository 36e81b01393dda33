"""The bundled sample site: four outlets served on loopback."""

from flows.demo.bad import BadOutlet
from flows.demo.outlets import Breakage
from flows.demo.site import DEMO_PORT, PublishedArticle, SampleSite, demo_sources
from flows.demo.stories import Story, load_stories

__all__ = [
    "DEMO_PORT",
    "BadOutlet",
    "Breakage",
    "PublishedArticle",
    "SampleSite",
    "Story",
    "demo_sources",
    "load_stories",
]
