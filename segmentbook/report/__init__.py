"""What result and input sheets hold and how they look, as data: tables, colours, chart specifications."""
