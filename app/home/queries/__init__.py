"""Reading for the first page and the search. Each block of the page is one function here."""
