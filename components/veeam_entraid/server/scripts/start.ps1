# Run Command: registers the task that installs Veeam Backup & Replication, starts it and waits for it.
#
# It runs as the local administrator: the installer refuses LocalSystem. Both parameters are JSON in base64, because
# the way of parameters to this script keeps neither quotes nor spaces nor dollar signs for certain.
param(
    [Parameter(Mandatory = $true)]
    [string] $Settings,
    [Parameter(Mandatory = $true)]
    [string] $Secrets
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# The program of the task, in base64.
$Program = '@PROGRAM@'

$TaskName = 'veeam-entraid-install'
$Folder = Join-Path $env:ProgramData 'veeam-entraid'
$StateFile = Join-Path $Folder 'state.json'
$ProgramFile = Join-Path $Folder 'install.ps1'

function ConvertFrom-Base64Json {
    param([string] $Text)
    $bytes = [Convert]::FromBase64String($Text)
    return [Text.Encoding]::UTF8.GetString($bytes) | ConvertFrom-Json
}

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

function New-ProtectedFolder {
    New-Item -ItemType Directory -Force -Path $Folder | Out-Null
    # Administrators and LocalSystem, by their identifiers: their names depend on the language.
    & icacls.exe $Folder /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F' | Out-Null
    if ($LASTEXITCODE -ne 0) {
        throw "The access rights of $Folder could not be set (icacls: $LASTEXITCODE)."
    }
}

function Wait-RunningTask {
    param([DateTime] $Deadline)
    while ($true) {
        $task = Get-ScheduledTask -TaskName $TaskName -ErrorAction SilentlyContinue
        if ($null -eq $task -or $task.State -ne 'Running') {
            return
        }
        if ((Get-Date) -gt $Deadline) {
            throw 'An installation that began earlier is still running. Run pulumi up again when it has ended.'
        }
        Start-Sleep -Seconds 15
    }
}

function Save-Files {
    Add-Type -AssemblyName System.Security
    $scope = [Security.Cryptography.DataProtectionScope]::LocalMachine
    $sealed = [Security.Cryptography.ProtectedData]::Protect([Convert]::FromBase64String($Secrets), $null, $scope)
    [IO.File]::WriteAllBytes((Join-Path $Folder 'secrets.bin'), $sealed)
    [IO.File]::WriteAllBytes((Join-Path $Folder 'settings.json'), [Convert]::FromBase64String($Settings))
    [IO.File]::WriteAllBytes($ProgramFile, [Convert]::FromBase64String($Program))
}

function Register-Installation {
    param($Configuration, $Credentials)
    Remove-Item -LiteralPath $StateFile -Force -ErrorAction SilentlyContinue
    $argument = '-NoProfile -NonInteractive -ExecutionPolicy Bypass -File "{0}"' -f $ProgramFile
    $registration = @{
        TaskName = $TaskName
        Action = New-ScheduledTaskAction -Execute 'powershell.exe' -Argument $argument
        Trigger = New-ScheduledTaskTrigger -AtStartup
        Settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew -ExecutionTimeLimit (New-TimeSpan -Hours 6)
        User = '{0}\{1}' -f $env:COMPUTERNAME, $Configuration.administrator
        Password = $Credentials.administratorPassword
        RunLevel = 'Highest'
        Force = $true
    }
    Register-ScheduledTask @registration | Out-Null
    Start-ScheduledTask -TaskName $TaskName
}

function Wait-Installation {
    param($Configuration, [DateTime] $Deadline)
    $stage = 'start'
    while ((Get-Date) -lt $Deadline) {
        $state = Get-State
        if ($null -ne $state -and $state.revision -eq $Configuration.revision) {
            $stage = $state.stage
            if ($state.state -eq 'failed') {
                throw ('The installation failed at the stage {0}: {1}' -f $stage, $state.message)
            }
            if ($state.state -eq 'done' -or $state.state -eq 'restarting') {
                Write-Output $state.message
                return
            }
        }
        Start-Sleep -Seconds 15
    }
    throw ('The installation is still at the stage {0}. It goes on by itself: run pulumi up again later.' -f $stage)
}

try {
    $configuration = ConvertFrom-Base64Json $Settings
    $credentials = ConvertFrom-Base64Json $Secrets
    $deadline = (Get-Date).AddSeconds($configuration.waitSeconds)
    New-ProtectedFolder
    Wait-RunningTask $deadline
    Save-Files
    Register-Installation $configuration $credentials
    Wait-Installation $configuration $deadline
    exit 0
}
catch {
    [Console]::Error.WriteLine($_.Exception.Message)
    exit 1
}
