"""An Entra ID repository: its plan, its hostings, its login and what stays with a person."""
