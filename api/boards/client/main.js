// The page of a board: reads what it is asked for, draws it, and keeps it fresh.
