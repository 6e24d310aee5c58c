# Run Command: waits until the installation of this revision is done and the REST API answers, and reports the result.
# It holds no secret and needs no administrator.
param(
    [Parameter(Mandatory = $true)]
    [string] $Revision,
    [Parameter(Mandatory = $true)]
    [int] $RestPort,
    [Parameter(Mandatory = $true)]
    [int] $WaitSeconds
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$StateFile = Join-Path $env:ProgramData 'veeam-entraid\state.json'

function Get-State {
    if (-not (Test-Path -LiteralPath $StateFile)) {
        return $null
    }
    try {
        return [IO.File]::ReadAllText($StateFile) | ConvertFrom-Json
    }
    catch {
        # It is being replaced.
        return $null
    }
}

function Test-Port {
    $client = New-Object Net.Sockets.TcpClient
    try {
        $client.Connect('localhost', $RestPort)
        return $true
    }
    catch {
        return $false
    }
    finally {
        $client.Close()
    }
}

$deadline = (Get-Date).AddSeconds($WaitSeconds)
$stage = 'start'
while ((Get-Date) -lt $deadline) {
    $state = Get-State
    if ($null -ne $state -and $state.revision -eq $Revision) {
        $stage = $state.stage
        if ($state.state -eq 'failed') {
            [Console]::Error.WriteLine(('The installation failed at the stage {0}: {1}' -f $stage, $state.message))
            exit 1
        }
        if ($state.state -eq 'done' -and (Test-Port)) {
            # Azure keeps the end of the output: this line is the last one.
            Write-Output ('veeam-entraid-result: ' + ($state.result | ConvertTo-Json -Compress))
            exit 0
        }
    }
    Start-Sleep -Seconds 15
}
[Console]::Error.WriteLine(('The backup server is not ready: its installation is at the stage {0}. Run pulumi up again later.' -f $stage))
exit 1
