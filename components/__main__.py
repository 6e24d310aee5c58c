"""The entry of the component plugin: it serves the components to Pulumi's engine, and does nothing else."""

from veeam_entraid.plugin import serve_plugin

if __name__ == "__main__":
    serve_plugin()
