"""The guide: what people are told, in their words. For now the words for every "no"."""
