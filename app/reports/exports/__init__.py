"""The bureau's own forms as Excel, Word and PDF: they are Chinese in every language of the program."""
