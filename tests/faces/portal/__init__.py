"""The person's pages, over HTTP and in a real browser."""
