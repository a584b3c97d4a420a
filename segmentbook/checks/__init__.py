"""Raw tables -> typed Inputs, with every data issue as a row."""
