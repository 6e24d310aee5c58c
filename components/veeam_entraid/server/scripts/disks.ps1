# Run Command: gives each new data disk a volume with its letter and label. A disk that has partitions stays as it is.
param(
    [Parameter(Mandatory = $true)]
    [string] $Settings
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

function Find-DataDisk {
    param($Wanted)
    $deadline = (Get-Date).AddMinutes(5)
    while ((Get-Date) -lt $deadline) {
        Update-HostStorageCache
        foreach ($disk in Get-Disk) {
            # A temporary disk can have the same LUN on another adapter: the size has to be right too.
            $size = [Math]::Round($disk.Size / 1073741824)
            $own = $disk.IsBoot -or $disk.IsSystem
            if (-not $own -and $disk.Location -match "\bLUN $($Wanted.lun)$" -and $size -eq $Wanted.sizeGb) {
                return $disk
            }
        }
        Start-Sleep -Seconds 10
    }
    throw "There is no disk of $($Wanted.sizeGb) GiB with LUN $($Wanted.lun). Sizes that attach disks by NVMe show no LUN: make its volume by hand, or choose a size that attaches by SCSI."
}

try {
    $layout = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Settings)) | ConvertFrom-Json
    foreach ($wanted in $layout) {
        $disk = Find-DataDisk $wanted
        if ($disk.PartitionStyle -ne 'RAW') {
            Write-Output ('LUN {0} has a partition table: it stays as it is.' -f $wanted.lun)
            continue
        }
        $disk | Initialize-Disk -PartitionStyle GPT -PassThru |
            New-Partition -UseMaximumSize -DriveLetter $wanted.letter |
            Format-Volume -FileSystem NTFS -AllocationUnitSize 65536 -NewFileSystemLabel $wanted.label -Confirm:$false |
            Out-Null
        Write-Output ('LUN {0} is {1}: ({2}).' -f $wanted.lun, $wanted.letter, $wanted.label)
    }
    exit 0
}
catch {
    [Console]::Error.WriteLine($_.Exception.Message)
    exit 1
}
