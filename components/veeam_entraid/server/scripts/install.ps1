# The task veeam-entraid-install: installs Veeam Backup & Replication, goes on after restarts of Windows, and removes
# itself. Each step looks first whether it has been done. What it reports lies in state.json.

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$TaskName = 'veeam-entraid-install'
$Folder = Join-Path $env:ProgramData 'veeam-entraid'
$StateFile = Join-Path $Folder 'state.json'
$SecretsFile = Join-Path $Folder 'secrets.bin'
$AnswerFile = Join-Path $Folder 'answers.xml'
$MediumFile = Join-Path $Folder 'medium.iso'
$LogFolder = Join-Path $Folder 'log'
$MostRestarts = 3
$ApiVersion = '1.3-rev1'

[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12

# PowerShell's own script blocks cannot answer while .NET checks a certificate on another thread.
Add-Type -TypeDefinition @'
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

public static class ServerCertificate
{
    private static string pinned = "";

    public static X509Certificate2 Read(string host, int port)
    {
        using (TcpClient client = new TcpClient(host, port))
        using (SslStream stream = new SslStream(client.GetStream(), false, (sender, shown, chain, errors) => true))
        {
            stream.AuthenticateAsClient(host, null, SslProtocols.Tls12, false);
            return new X509Certificate2(stream.RemoteCertificate);
        }
    }

    public static string Sha256(X509Certificate2 certificate)
    {
        using (SHA256 digest = SHA256.Create())
        {
            return System.BitConverter.ToString(digest.ComputeHash(certificate.RawData)).Replace("-", "");
        }
    }

    public static void Pin(X509Certificate2 certificate)
    {
        pinned = Sha256(certificate);
        ServicePointManager.ServerCertificateValidationCallback =
            (sender, shown, chain, errors) => Sha256(new X509Certificate2(shown)) == pinned;
    }
}
'@

$script:Stage = 'start'
$script:Restarts = 0

function Write-State {
    param([string] $State, [string] $Message, $Result = $null)
    $content = @{
        revision = $Configuration.revision
        state = $State
        stage = $script:Stage
        message = $Message
        restarts = $script:Restarts
        result = $Result
    } | ConvertTo-Json -Compress -Depth 4
    $next = "$StateFile.next"
    [IO.File]::WriteAllText($next, $content)
    Move-Item -LiteralPath $next -Destination $StateFile -Force
}

function Enter-Stage {
    param([string] $Name)
    $script:Stage = $Name
    Write-State 'running' $Name
}

function Read-State {
    if (Test-Path -LiteralPath $StateFile) {
        $state = [IO.File]::ReadAllText($StateFile) | ConvertFrom-Json
        $script:Restarts = [int] $state.restarts
    }
}

function Read-Secrets {
    Add-Type -AssemblyName System.Security
    $scope = [Security.Cryptography.DataProtectionScope]::LocalMachine
    $plain = [Security.Cryptography.ProtectedData]::Unprotect([IO.File]::ReadAllBytes($SecretsFile), $null, $scope)
    return [Text.Encoding]::UTF8.GetString($plain) | ConvertFrom-Json
}

function Test-Product {
    return $null -ne (Get-Service -Name 'VeeamBackupSvc' -ErrorAction SilentlyContinue)
}

function Get-BlobToken {
    # The address is that of Azure's instance metadata, which only this machine reaches.
    $address = 'http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://storage.azure.com/'
    $answer = Invoke-RestMethod -Uri $address -Headers @{ Metadata = 'true' } -UseBasicParsing
    return $answer.access_token
}

function Receive-Medium {
    $have = 0
    if (Test-Path -LiteralPath $MediumFile) {
        $have = (Get-Item -LiteralPath $MediumFile).Length
    }
    $request = [Net.HttpWebRequest]::Create([string] $Credentials.isoUrl)
    $request.ReadWriteTimeout = 300000
    if ($Configuration.isoManagedIdentity) {
        $request.Headers.Add('Authorization', "Bearer $(Get-BlobToken)")
        $request.Headers.Add('x-ms-version', '2020-10-02')
    }
    if ($have -gt 0) {
        $request.AddRange([long] $have)
    }
    $response = $request.GetResponse()
    try {
        $mode = [IO.FileMode]::Create
        if ($response.StatusCode -eq [Net.HttpStatusCode]::PartialContent) {
            $mode = [IO.FileMode]::Append
        }
        $file = New-Object IO.FileStream($MediumFile, $mode)
        try {
            $response.GetResponseStream().CopyTo($file, 1048576)
        }
        finally {
            $file.Dispose()
        }
    }
    finally {
        $response.Dispose()
    }
}

function Test-Medium {
    if (-not (Test-Path -LiteralPath $MediumFile)) {
        return $false
    }
    return (Get-FileHash -LiteralPath $MediumFile -Algorithm SHA256).Hash -eq $Configuration.isoSha256
}

function Save-Medium {
    for ($attempt = 1; -not (Test-Medium); $attempt++) {
        if ($attempt -gt 5) {
            Remove-Item -LiteralPath $MediumFile -Force -ErrorAction SilentlyContinue
            throw 'The ISO does not have the digest isoSha256: check isoUrl and isoSha256.'
        }
        try {
            Receive-Medium
        }
        catch {
            # The message of .NET names no address, which may carry a signature.
            $reason = $_.Exception.GetBaseException().Message
            if ($attempt -eq 5) {
                throw "The ISO could not be fetched: $reason"
            }
            if ($reason -match '416') {
                # There is nothing after what is here, and what is here is wrong.
                Remove-Item -LiteralPath $MediumFile -Force
            }
            Start-Sleep -Seconds (30 * $attempt)
        }
    }
}

function Save-Answers {
    $document = New-Object Xml.XmlDocument
    $document.LoadXml($Configuration.answerFile)
    foreach ($secret in $Credentials.parameters.PSObject.Properties) {
        foreach ($property in $document.SelectNodes('//property')) {
            if ($property.GetAttribute('name') -eq $secret.Name) {
                $property.SetAttribute('value', [string] $secret.Value)
            }
        }
    }
    $document.Save($AnswerFile)
    if ($Credentials.licenseFile) {
        [IO.File]::WriteAllBytes($Configuration.licenseFile, [Convert]::FromBase64String($Credentials.licenseFile))
    }
}

function Remove-Answers {
    Remove-Item -LiteralPath $AnswerFile, $Configuration.licenseFile -Force -ErrorAction SilentlyContinue
}

function Get-SetupError {
    param([DateTime] $Since)
    # The result file names the error code. How it does is not documented, so a number after these words has to do.
    $file = Get-ChildItem -Path $LogFolder -Filter 'UnattendedInstallationResult_*.xml' -ErrorAction SilentlyContinue |
        Where-Object { $_.LastWriteTime -ge $Since } | Sort-Object -Property LastWriteTime -Descending | Select-Object -First 1
    if ($null -eq $file) {
        return $null
    }
    $text = [IO.File]::ReadAllText($file.FullName)
    if ($text -match '(?i)error\s*code\D{0,20}(\d{1,4})') {
        return [int] $Matches[1]
    }
    return $null
}

function Invoke-Setup {
    New-Item -ItemType Directory -Force -Path $LogFolder | Out-Null
    Save-Answers
    $image = Mount-DiskImage -ImagePath $MediumFile -PassThru
    try {
        $drive = ($image | Get-Volume).DriveLetter
        $setup = '{0}:\Setup\Silent\Veeam.Silent.Install.exe' -f $drive
        if (-not (Test-Path -LiteralPath $setup)) {
            throw 'The ISO has no \Setup\Silent\Veeam.Silent.Install.exe: it is not that of Veeam Backup & Replication 13.'
        }
        # Both paths have neither spaces nor quotes.
        $arguments = @('/AnswerFile', $AnswerFile, '/SkipNetworkLogonErrors', '/LogFolder', $LogFolder)
        $process = Start-Process -FilePath $setup -ArgumentList $arguments -Wait -PassThru -WindowStyle Hidden
        return $process.ExitCode
    }
    finally {
        Dismount-DiskImage -ImagePath $MediumFile | Out-Null
        Remove-Answers
    }
}

function Get-Meaning {
    param([int] $Code)
    $known = $Configuration.codes.PSObject.Properties | Where-Object { $_.Name -eq [string] $Code }
    if ($null -eq $known) {
        return [PSCustomObject] @{ message = "Setup ended with $Code, a code that is not documented."; action = 'fail' }
    }
    return $known.Value
}

function Restart-Machine {
    param([string] $Reason)
    if ($script:Restarts -ge $MostRestarts) {
        throw "Setup still asks for a restart after $MostRestarts of them: $Reason"
    }
    $script:Restarts++
    Write-State 'restarting' "$Reason Windows restarts, and the installation goes on."
    # The Run Command that waits needs time to end and to report before Windows goes down.
    & shutdown.exe /r /t 120 /c 'veeam-entraid: the installation goes on after this restart.' | Out-Null
    exit 0
}

function Install-Product {
    Enter-Stage 'medium'
    Save-Medium
    Enter-Stage 'setup'
    $begin = Get-Date
    $code = Invoke-Setup
    $meaning = Get-Meaning $code
    if ($meaning.action -eq 'fail') {
        $detail = ''
        $inner = Get-SetupError $begin
        if ($null -ne $inner -and $inner -ne $code) {
            $detail = ' ' + (Get-Meaning $inner).message
            if ((Get-Meaning $inner).action -eq 'restart') {
                Restart-Machine (Get-Meaning $inner).message
            }
        }
        throw ('{0}{1} (code {2}; the logs lie in {3})' -f $meaning.message, $detail, $code, $LogFolder)
    }
    if ($meaning.action -eq 'restart') {
        Restart-Machine $meaning.message
    }
}

function Wait-Certificate {
    $deadline = (Get-Date).AddMinutes(40)
    while ($true) {
        try {
            return [ServerCertificate]::Read('localhost', [int] $Configuration.restPort)
        }
        catch {
            if ((Get-Date) -gt $deadline) {
                throw "The REST API does not answer on port $($Configuration.restPort): check that the Veeam services run."
            }
            Start-Sleep -Seconds 15
        }
    }
}

function Set-LocalAccount {
    $login = [string] $Configuration.serviceAccount
    $password = New-Object Security.SecureString
    foreach ($character in ([string] $Credentials.serviceAccountPassword).ToCharArray()) {
        $password.AppendChar($character)
    }
    if ($null -eq (Get-LocalUser -Name $login -ErrorAction SilentlyContinue)) {
        New-LocalUser -Name $login -Password $password -PasswordNeverExpires -UserMayNotChangePassword -Description 'REST API of Veeam Backup & Replication' | Out-Null
        # The group Users, by its identifier: its name depends on the language.
        Add-LocalGroupMember -SID 'S-1-5-32-545' -Member $login -ErrorAction SilentlyContinue
    }
    else {
        Set-LocalUser -Name $login -Password $password
    }
}

function Connect-RestApi {
    $form = @{
        grant_type = 'password'
        username = [string] $Configuration.administrator
        password = [string] $Credentials.administratorPassword
    }
    $deadline = (Get-Date).AddMinutes(20)
    while ($true) {
        try {
            $token = Invoke-RestMethod -Method Post -Uri "$Api/oauth2/token" -Body $form -Headers @{ 'x-api-version' = $ApiVersion } -UseBasicParsing
            return @{ 'x-api-version' = $ApiVersion; Authorization = "Bearer $($token.access_token)" }
        }
        catch {
            if ((Get-Date) -gt $deadline) {
                throw "The REST API does not let the administrator in: $($_.Exception.Message)"
            }
            Start-Sleep -Seconds 15
        }
    }
}

function Register-ServiceAccount {
    param($Headers)
    $login = '{0}\{1}' -f $env:COMPUTERNAME, $Configuration.serviceAccount
    $users = (Invoke-RestMethod -Uri "$Api/v1/security/users?limit=1000" -Headers $Headers -UseBasicParsing).data
    if ($users | Where-Object { $_.name -eq $login }) {
        return
    }
    $roles = (Invoke-RestMethod -Uri "$Api/v1/security/roles" -Headers $Headers -UseBasicParsing).data
    $role = $roles | Where-Object { $_.name -match 'Backup Administrator$' } | Select-Object -First 1
    if ($null -eq $role) {
        throw 'The REST API knows no role Backup Administrator.'
    }
    # As what a local account of Windows counts is not documented: internal is tried first.
    foreach ($type in @('InternalUser', 'ExternalUser')) {
        $user = @{
            name = $login
            type = $type
            roles = @(@{ id = $role.id; name = $role.name })
            isServiceAccount = $true
        } | ConvertTo-Json -Depth 4
        try {
            Invoke-RestMethod -Method Post -Uri "$Api/v1/security/users" -Headers $Headers -Body ([Text.Encoding]::UTF8.GetBytes($user)) -ContentType 'application/json' -UseBasicParsing | Out-Null
            return
        }
        catch {
            $reason = $_.Exception.Message
        }
    }
    throw "The account $login could not be registered with the REST API: $reason"
}

function Remove-Traces {
    Remove-Answers
    Remove-Item -LiteralPath $SecretsFile -Force -ErrorAction SilentlyContinue
    Unregister-ScheduledTask -TaskName $TaskName -Confirm:$false -ErrorAction SilentlyContinue
}

$Configuration = [IO.File]::ReadAllText((Join-Path $Folder 'settings.json')) | ConvertFrom-Json
$Api = 'https://localhost:{0}/api' -f $Configuration.restPort
try {
    Read-State
    $Credentials = Read-Secrets
    if (-not (Test-Product)) {
        Install-Product
    }
    Enter-Stage 'services'
    $certificate = Wait-Certificate
    [ServerCertificate]::Pin($certificate)
    Enter-Stage 'service account'
    Set-LocalAccount
    $headers = Connect-RestApi
    Register-ServiceAccount $headers
    $server = Invoke-RestMethod -Uri "$Api/v1/serverInfo" -Headers $headers -UseBasicParsing
    $result = @{
        certificateThumbprint = $certificate.Thumbprint
        certificateSha256 = [ServerCertificate]::Sha256($certificate)
        build = [string] $server.buildVersion
        serviceAccount = [string] $Configuration.serviceAccount
    }
    Remove-Item -LiteralPath $MediumFile -Force -ErrorAction SilentlyContinue
    Write-State 'done' 'Veeam Backup & Replication is installed and answers.' $result
    Remove-Traces
}
catch {
    Write-State 'failed' $_.Exception.Message
    Remove-Traces
    exit 1
}
