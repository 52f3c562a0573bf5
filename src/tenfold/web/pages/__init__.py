"""One file a page: parse, call one function, show."""
