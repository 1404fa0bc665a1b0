"""Who tells of the world, and how badly: official voices, residents, channels that copy, and the press."""
