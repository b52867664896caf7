"""GraphQL over HTTP: requests in; answers out, in a media type and a coding, and kept by whom."""
