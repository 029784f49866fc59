"""The daily digest 每日播报: one text for each channel, composed from what the other rooms know."""
