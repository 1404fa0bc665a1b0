"""Places by name: the gazetteer, how names decline, where names stand in a text, and which region holds a point."""
