"""Signing up for sessions: seats that are never sold twice, and a line of those who wait for one."""
