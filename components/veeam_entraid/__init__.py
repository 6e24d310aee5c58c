"""Pulumi components for Veeam Backup for Microsoft Entra ID on Azure."""
