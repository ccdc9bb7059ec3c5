"""What the developers of Kalends run; no part of the package."""
