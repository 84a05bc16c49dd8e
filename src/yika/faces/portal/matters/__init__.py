"""Service matters and one's own cases as pages: what there is, applying, and how far it is."""
