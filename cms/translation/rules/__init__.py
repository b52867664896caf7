"""What a translation must hold to: checks, the site’s conventions, its glossary."""
