"""Notices 通知: what people are told, who has read it, and the channels by which it leaves the program."""
