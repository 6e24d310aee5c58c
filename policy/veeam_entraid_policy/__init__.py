"""A CrossGuard policy pack for the documented limits of Veeam Backup for Microsoft Entra ID."""
