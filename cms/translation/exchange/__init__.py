"""The content’s texts to files and back, three ways compared; the memory that proposes."""
