"""The media library: its files as editors take care of them."""
