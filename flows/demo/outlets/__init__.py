"""The four outlets of the sample site, each with the habits of its kind."""

from flows.demo.outlets.base import Breakage, Outlet
from flows.demo.outlets.legacy import LegacyOutlet
from flows.demo.outlets.magazine import MagazineOutlet
from flows.demo.outlets.static import StaticOutlet
from flows.demo.outlets.wordpress import WordPressOutlet

__all__ = ["Breakage", "LegacyOutlet", "MagazineOutlet", "Outlet", "StaticOutlet", "WordPressOutlet"]
