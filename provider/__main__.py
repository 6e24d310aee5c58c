"""The entry of the provider's plugin: it serves the provider to Pulumi's engine, and does nothing else."""

from veeam_provider.__main__ import main

if __name__ == "__main__":
    main()
