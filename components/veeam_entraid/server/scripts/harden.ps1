# Run Command: hardens Windows as its settings say, and reports what it has changed and whether that waits for a restart.
#
# What is as it should be stays untouched, so it may run as often as one likes. It restarts nothing: jobs may be running.
# The parameter is JSON in base64. It holds no secret.
param(
    [Parameter(Mandatory = $true)]
    [string] $Settings
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$Folder = Join-Path $env:ProgramData 'veeam-entraid'
$ChangeFile = Join-Path $Folder 'hardening.txt'
$RemoteDesktopRules = '@FirewallAPI.dll,-28752'
$Changed = New-Object Collections.Generic.List[string]
$WaitsForRestart = $false

function Add-Change {
    param([string] $What, [bool] $Restart)
    $script:Changed.Add($What)
    if ($Restart) {
        $script:WaitsForRestart = $true
    }
}

function Set-RegistryNumber {
    param([string] $Path, [string] $Name, [int] $Value, [bool] $Restart)
    if (-not (Test-Path -LiteralPath $Path)) {
        New-Item -Path $Path -Force | Out-Null
    }
    $present = (Get-Item -LiteralPath $Path).GetValue($Name, $null)
    if ($null -ne $present -and $present -eq $Value) {
        return
    }
    New-ItemProperty -LiteralPath $Path -Name $Name -Value $Value -PropertyType DWord -Force | Out-Null
    Add-Change ('{0}: {1}' -f $Name, $Value) $Restart
}

function Disable-ServiceOf {
    param([string] $Name)
    $service = Get-Service -Name $Name -ErrorAction SilentlyContinue
    if ($null -eq $service -or $service.StartType -eq 'Disabled') {
        return
    }
    Set-Service -Name $Name -StartupType Disabled
    Stop-Service -Name $Name -Force
    Add-Change ('service {0} off' -f $Name) $false
}

function Disable-OldFileSharing {
    if ((Get-SmbServerConfiguration).EnableSMB1Protocol) {
        $off = @{ EnableSMB1Protocol = $false; Force = $true }
        Set-SmbServerConfiguration @off
        Add-Change 'SMB 1 off' $false
    }
    $feature = Get-WindowsOptionalFeature -Online -FeatureName 'SMB1Protocol' -ErrorAction SilentlyContinue
    if ($null -ne $feature -and "$($feature.State)" -eq 'Enabled') {
        Disable-WindowsOptionalFeature -Online -FeatureName 'SMB1Protocol' -NoRestart | Out-Null
        Add-Change 'SMB 1 removed' $true
    }
}

function Disable-NetBios {
    $interfaces = 'HKLM:\SYSTEM\CurrentControlSet\Services\NetBT\Parameters\Interfaces'
    foreach ($interface in Get-ChildItem -LiteralPath $interfaces) {
        Set-RegistryNumber $interface.PSPath 'NetbiosOptions' 2 $true
    }
}

function Enable-Firewall {
    $off = @(Get-NetFirewallProfile -All | Where-Object { "$($_.Enabled)" -ne 'True' })
    if ($off.Count -gt 0) {
        Set-NetFirewallProfile -All -Enabled True
        Add-Change 'firewall on' $false
    }
}

function Invoke-Procedure {
    param([string] $Name)
    switch ($Name) {
        'smb1' { Disable-OldFileSharing }
        'netbios' { Disable-NetBios }
        'firewall' { Enable-Firewall }
        default { throw "There is no procedure $Name in this script." }
    }
}

function Set-RemoteDesktop {
    param([bool] $Admitted)
    $denied = 1
    if ($Admitted) {
        $denied = 0
        Enable-NetFirewallRule -Group $RemoteDesktopRules
    }
    else {
        Disable-NetFirewallRule -Group $RemoteDesktopRules
    }
    Set-RegistryNumber 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server' 'fDenyTSConnections' $denied $false
}

function Set-RemoteManagement {
    param([bool] $Admitted)
    if (-not $Admitted) {
        Disable-ServiceOf 'WinRM'
        return
    }
    if ((Get-Service -Name 'WinRM').StartType -eq 'Disabled') {
        Set-Service -Name 'WinRM' -StartupType Automatic
        Start-Service -Name 'WinRM'
        Add-Change 'service WinRM on' $false
    }
}

function Get-OpenRestart {
    # The time of the last change that waits for a restart, or nothing when Windows has started since.
    if ($WaitsForRestart) {
        New-Item -ItemType Directory -Force -Path $Folder | Out-Null
        [IO.File]::WriteAllText($ChangeFile, [DateTime]::UtcNow.ToString('o'))
    }
    if (-not (Test-Path -LiteralPath $ChangeFile)) {
        return ''
    }
    $changedAt = [IO.File]::ReadAllText($ChangeFile)
    $startedAt = (Get-CimInstance -ClassName Win32_OperatingSystem).LastBootUpTime.ToUniversalTime()
    if ($startedAt.ToString('o') -gt $changedAt) {
        return ''
    }
    return $changedAt
}

try {
    $configuration = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Settings)) | ConvertFrom-Json
    foreach ($entry in $configuration.registry) {
        Set-RegistryNumber $entry.path $entry.name $entry.value $entry.restart
    }
    foreach ($service in $configuration.disabledServices) {
        Disable-ServiceOf $service
    }
    foreach ($procedure in $configuration.procedures) {
        Invoke-Procedure $procedure
    }
    if ($null -ne $configuration.remoteDesktop) {
        Set-RemoteDesktop $configuration.remoteDesktop
    }
    if ($null -ne $configuration.windowsRemoteManagement) {
        Set-RemoteManagement $configuration.windowsRemoteManagement
    }
    foreach ($change in $Changed) {
        Write-Output $change
    }
    # Azure keeps the end of the output: this line is the last one.
    Write-Output ('veeam-entraid-hardening: ' + (@{ waitsForRestartSince = Get-OpenRestart } | ConvertTo-Json -Compress))
    exit 0
}
catch {
    [Console]::Error.WriteLine(('Windows is hardened only in part: {0}' -f $_.Exception.Message))
    exit 1
}
