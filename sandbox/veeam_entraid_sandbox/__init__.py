"""Stand-ins for Azure's control plane and for the machines that it starts."""
