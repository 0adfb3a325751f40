"""What the project means: forms, reading, checks, indicators. Pure: no I/O, no clock."""
