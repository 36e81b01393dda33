"""From a URL to mentions; pure functions but for fetch/."""
