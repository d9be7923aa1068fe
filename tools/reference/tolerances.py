"""How far a recomputed number may be off, relative to half the interval: ten digits of it are recorded, and eight of predictions."""

EXACT = 1e-6

# Ends that cover rows: TypeScript knows the influence of each row, which is jackknifed here.
BY_ROWS = 2e-3
