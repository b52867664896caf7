"""What an operator watches: a number for each request, logs, figures and traces."""
