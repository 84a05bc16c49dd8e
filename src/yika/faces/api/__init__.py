"""The JSON API under /api/v1 (OpenAPI 3.1): standings, acts, sessions, the sandbox's clock."""
