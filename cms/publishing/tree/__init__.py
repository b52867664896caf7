"""Moving, renaming and ordering what is public: paths and addresses."""
