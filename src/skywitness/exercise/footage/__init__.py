"""Small invented videos with sound, true to the sky and to the speed of sound, so that verification has something true to find."""
