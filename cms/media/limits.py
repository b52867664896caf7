"""What a file of the library may be at most. docs/reference/limits.md lists them."""

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 30_000
MOST_FRAMES = 500
MOST_FRAME_PIXELS = 400_000_000
"""Of all frames of a moving picture together."""
MOST_SCANS = 100
"""Passes over a JPEG: a dozen is usual, and each takes as long as the whole picture."""
MOST_IMAGE_BYTES = 60_000_000
MOST_DRAWING_BYTES = 2_000_000
MOST_TEXT_BYTES = 20_000_000
MOST_PROFILE_BYTES = 1_000_000
"""Of a picture's colour profile: a longer one is left out."""
MOST_DRAWN = 100_000
"""Shapes of a drawing, each as often as it is used."""
DEEPEST = 100
"""Elements of a drawing within each other."""
MOST_PACKED = 10_000
"""Files in a document that is a package of files."""
MOST_UNPACKED_BYTES = 1_000_000_000
MOST_RATIO = 200
"""How many times larger a package may be when it is unpacked."""
LONGEST_NAME = 200
LONGEST_PLACEHOLDER = 700
SECONDS = 5.0
"""Of the processor, for reading one file."""
CHILD_BYTES = 1_200_000_000
"""Addresses that a child process may use: what needs more ends, and nothing else does."""
