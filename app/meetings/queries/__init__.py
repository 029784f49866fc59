"""Reading meetings: lists, agendas, counts."""
