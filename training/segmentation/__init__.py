"""Training of `models/line-roles/`."""
