"""Reports: what those who attended a session write of it, read by an organiser before anybody else."""
