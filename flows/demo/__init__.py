"""The bundled sample site: four outlets served on loopback."""
