"""Parcels to every village: villages, outlets, and how each village is reached."""
