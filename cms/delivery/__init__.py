"""What the public gets that is not GraphQL."""
