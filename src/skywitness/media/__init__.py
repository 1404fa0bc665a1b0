"""Photos, videos and sound as numbers: decoded in a limited process, so that a hostile file can harm nothing and fills no memory."""
