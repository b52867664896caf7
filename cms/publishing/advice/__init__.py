"""What editors should know before they publish: it is said beside the form, and forbids nothing."""
