"""The words of the software itself: catalogues, how they are collected, found and formatted."""
