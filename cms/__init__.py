"""Klankbord: a headless CMS whose public side reads only what was published."""
