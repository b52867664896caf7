"""Calendars: events and sessions as iCalendar files (RFC 5545)."""
