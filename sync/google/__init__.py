"""The `google` store: books as spreadsheets of Google, by gspread and google-auth."""
