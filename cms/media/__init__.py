"""Files that are no text: where their bytes are kept, what is in them, and pictures made from them."""
