"""Translators' side: interface catalogues, and content out to PO files and back."""
