"""Commands that produce the figures we claim; each writes its result, with date and commit, under bench/results/."""
