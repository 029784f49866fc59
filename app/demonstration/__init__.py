"""The demonstration: one real year of a bureau, and around it an invented season so that every page shows something.

What is invented carries `is_demonstration`, and every page says that demonstration data is loaded.
"""
