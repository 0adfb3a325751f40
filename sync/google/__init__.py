"""The Google store: spreadsheets and files of a district in Google Sheets and Drive."""
