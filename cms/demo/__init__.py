"""The demo site: a network of civil servants, in Dutch and English. Its texts are ours."""
