"""The documented limits of Veeam Backup for Microsoft Entra ID, each as one pure rule."""
