#!/bin/bash
# Makes this machine the PostgreSQL server of an Entra ID repository, and keeps it so.
#
#   veeam-entraid-repository install   once, by cloud-init
#   veeam-entraid-repository apply     by Run Command, whenever a setting or a secret has changed
#   veeam-entraid-repository report-backup TYPE
#                                      by systemd, whenever a backup has ended, with $SERVICE_RESULT
#
# and, by whoever is root here, when it is time for it:
#
#   veeam-entraid-repository restore [TIME]   bring the instance back from its backups, as it was last or at a time
#   veeam-entraid-repository tune FILE        run the vendor's tuning dump, and restart
#   veeam-entraid-repository update           install PostgreSQL's and pgBackRest's updates, which restarts
#
# What it has to know lies in /etc/veeam-entraid; what is secret is fetched from the key vault.
set -euo pipefail

readonly settings=/etc/veeam-entraid
readonly state=/var/lib/veeam-entraid
readonly data=/var/lib/postgresql
readonly clusters=/etc/postgresql
readonly units=/etc/systemd/system
readonly backup_configuration=/etc/pgbackrest/pgbackrest.conf
readonly stanza=repository
readonly program=/usr/local/sbin/veeam-entraid-repository
# The first that gets at a container by the machine's identity.
readonly oldest_pgbackrest=2.58
readonly recovery_attempts=720
readonly recovery_pause=5
readonly secret_attempts=80
readonly secret_pause=15

fact() { jq --raw-output "$1" "$settings/repository.json"; }

log() { echo "veeam-entraid-repository: $*" >&2; }

fail() {
  log "$*"
  mkdir -p "$state"
  echo "$*" > "$state/failure"
  exit 1
}

as_postgres() { runuser --user postgres -- "$@"; }

sql() { as_postgres psql --port "$(fact .port)" --quiet --no-psqlrc --tuples-only --no-align --set ON_ERROR_STOP=1 "$@"; }

service() { systemctl "$@" "postgresql@$version-main"; }

# The role that lets the identity read its secrets takes up to ten minutes to reach the vault.
fetch_secret() {
  local name=$1 token answer attempt
  for ((attempt = 1; attempt <= secret_attempts; attempt++)); do
    if token=$(curl --silent --show-error --fail --header Metadata:true --get \
        --data-urlencode "api-version=2018-02-01" \
        --data-urlencode "resource=https://vault.azure.net" \
        --data-urlencode "client_id=$(fact .identityClientId)" \
        http://169.254.169.254/metadata/identity/oauth2/token | jq --raw-output .access_token) &&
      answer=$(curl --silent --show-error --fail --config - \
        "$(fact .keyVaultUri)secrets/$name?api-version=7.4" <<< "header = \"Authorization: Bearer $token\""); then
      jq --raw-output --join-output .value <<< "$answer"
      return
    fi
    log "the secret $name cannot be read yet, attempt $attempt of $secret_attempts"
    sleep "$secret_pause"
  done
  fail "the secret $name in $(fact .keyVaultUri) cannot be read by the identity $(fact .identityClientId)"
}

# The first data disk, by either of the names that Azure's disk controllers give it.
data_disk() {
  local candidate
  for candidate in /dev/disk/azure/data/by-lun/0 /dev/disk/azure/scsi1/lun0; do
    if [[ -e $candidate ]]; then
      readlink --canonicalize "$candidate"
      return
    fi
  done
  fail "the data disk is not attached"
}

# A disk that carries a file system is a repository that is coming back: it is never formatted.
mount_data_disk() {
  local disk uuid
  mountpoint --quiet "$data" && return
  disk=$(data_disk)
  blkid "$disk" > /dev/null || mkfs.ext4 -q "$disk"
  uuid=$(blkid --match-tag UUID --output value "$disk")
  mkdir -p "$data"
  grep --quiet "$uuid" /etc/fstab || echo "UUID=$uuid $data ext4 defaults,noatime,nofail 0 2" >> /etc/fstab
  mount "$data"
}

install_packages() {
  mkdir -p /etc/postgresql-common
  echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
  /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y
  DEBIAN_FRONTEND=noninteractive apt-get install --yes \
    "postgresql-$version" "postgresql-plperl-$version" "postgresql-contrib-$version"
}

create_cluster() {
  [[ -e $clusters/$version/main/postgresql.conf ]] && return
  if [[ -e $data/$version/main/PG_VERSION ]]; then
    pg_createcluster "$version" main
  else
    pg_createcluster "$version" main --encoding=UTF8 --locale=C.UTF-8 -- \
      --data-checksums --auth-local=peer --auth-host=scram-sha-256
  fi
}

total_memory() { awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo; }

# A quarter of the memory, given in MiB, for the server's own cache, three quarters as the planner's expectation, and
# a sixteenth, between 64 MiB and 1 GiB, for maintenance. What sorts and joins may take stays PostgreSQL's: it counts
# once a connection.
memory_settings() {
  local megabytes=$1 maintenance=$(($1 / 16))
  ((maintenance >= 64)) || maintenance=64
  ((maintenance <= 1024)) || maintenance=1024
  echo "shared_buffers = '$((megabytes / 4))MB'"
  echo "effective_cache_size = '$((megabytes * 3 / 4))MB'"
  echo "maintenance_work_mem = '${maintenance}MB'"
}

write_settings() {
  local configuration=$clusters/$version/main
  (umask 077 && fetch_secret "$(fact .secrets.serverKey)" > "$settings/server.key.new")
  chown postgres:postgres "$settings/server.key.new"
  mv "$settings/server.key.new" "$settings/server.key"
  mkdir -p "$configuration/conf.d"
  memory_settings "$(total_memory)" > "$configuration/conf.d/10-memory.conf"
  install --mode=644 "$settings/postgresql.conf" "$configuration/conf.d/20-veeam-entraid.conf"
  install --mode=640 --owner=postgres --group=postgres "$settings/pg_hba.conf" "$configuration/pg_hba.conf"
}

keep_settings() {
  rm -rf "$state/previous"
  mkdir -p "$state/previous"
  cp --archive "$clusters/$version/main/conf.d" "$clusters/$version/main/pg_hba.conf" "$state/previous/"
}

put_settings_back() {
  rm -rf "$clusters/$version/main/conf.d"
  cp --archive "$state/previous/." "$clusters/$version/main/"
}

# What PostgreSQL would refuse in its files. What only waits for a restart is not wrong, and is marked so by the first
# statement, in this session alone: nothing has been loaded yet.
refused_settings() {
  sql << 'SQL'
DO 'BEGIN PERFORM count(*) FROM pg_file_settings; END';
SELECT coalesce(file.name || ' = ' || file.setting, 'a line') || ': ' || file.error
FROM (SELECT * FROM pg_file_settings OFFSET 0) AS file
WHERE file.error NOT LIKE '%cannot be changed without restarting the server'
  AND lower(coalesce(file.name, '')) NOT IN (SELECT name FROM pg_settings WHERE pending_restart);
SELECT 'pg_hba.conf, line ' || line_number || ': ' || error FROM pg_hba_file_rules WHERE error IS NOT NULL;
SQL
}

# A restart ends the jobs that are running: only what PostgreSQL reads at its start asks for one.
needed_action() {
  sql << 'SQL'
DO 'BEGIN PERFORM count(*) FROM pg_file_settings; END';
SELECT CASE WHEN EXISTS (SELECT FROM pg_settings WHERE pending_restart) THEN 'restart' ELSE 'reload' END;
SQL
}

# Whatever is wrong with new settings, the instance goes on with the old ones.
apply_settings() {
  local action=restart refused
  keep_settings
  write_settings
  if service is-active --quiet; then
    refused=$(refused_settings)
    if [[ -n $refused ]]; then
      put_settings_back
      fail "PostgreSQL $version refuses new settings and goes on with the old ones: ${refused//$'\n'/; }"
    fi
    action=$(needed_action)
  fi
  if ! service "$action"; then
    put_settings_back
    service restart || true
    fail "PostgreSQL $version does not $action with new settings and goes on with the old ones: see its log"
  fi
}

# The vault has a verifier for the machine: the password itself never comes here. It reaches psql by its environment,
# because arguments are visible to every user of the machine.
set_administrator() {
  local login verifier
  login=$(fact .administratorLogin)
  verifier=$(fetch_secret "$(fact .secrets.administratorVerifier)")
  ADMINISTRATOR_LOGIN=$login ADMINISTRATOR_VERIFIER=$verifier sql << 'SQL'
\set login `printenv ADMINISTRATOR_LOGIN`
\set verifier `printenv ADMINISTRATOR_VERIFIER`
SELECT format('CREATE ROLE %I', :'login')
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'login') \gexec
SELECT format('ALTER ROLE %I LOGIN SUPERUSER PASSWORD %L', :'login', :'verifier') \gexec
SQL
}

create_extensions() {
  sql << 'SQL'
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
SQL
}

finish() {
  set_administrator
  create_extensions
  rm -f "$state/failure"
  mkdir -p "$state"
  touch "$state/ready"
}

backups_wanted() { [[ -s $settings/pgbackrest.conf ]]; }

backups() { as_postgres pgbackrest --stanza="$stanza" "$@"; }

# PostgreSQL hands over its log from its next start on: what takes it has to be there before.
prepare_backups() {
  local found
  backups_wanted || return 0
  command -v pgbackrest > /dev/null || DEBIAN_FRONTEND=noninteractive apt-get install --yes pgbackrest
  found=$(dpkg-query --showformat='${Version}' --show pgbackrest)
  dpkg --compare-versions "$found" ge "$oldest_pgbackrest" ||
    fail "pgBackRest $found knows no managed identities: $oldest_pgbackrest is the first that does"
  install -D --mode=640 --owner=root --group=postgres "$settings/pgbackrest.conf" "$backup_configuration"
}

write_timer() {
  local type=$1 schedule
  schedule="$(fact ".backup.$type") UTC"
  systemd-analyze calendar "$schedule" > /dev/null ||
    fail "the schedule of $type backups is no calendar event of systemd: $schedule"
  printf '%s\n' "[Timer]" "OnCalendar=$schedule" "Persistent=true" "Unit=veeam-entraid-backup@$type.service" \
    "[Install]" "WantedBy=timers.target" > "$units/veeam-entraid-backup-$type.timer"
}

schedule_backups() {
  local timers=(veeam-entraid-backup-full.timer veeam-entraid-backup-diff.timer)
  if ! backups_wanted; then
    if [[ -e $units/${timers[0]} ]]; then
      systemctl disable --now "${timers[@]}"
      rm -f "$units/${timers[0]}" "$units/${timers[1]}" "$backup_configuration"
    fi
    return
  fi
  printf '%s\n' "[Unit]" "Description=Backup of the repository's PostgreSQL (%i)" "[Service]" "Type=oneshot" \
    "User=postgres" "ExecStart=/usr/bin/pgbackrest --stanza=$stanza --type=%i backup" \
    "ExecStopPost=+$program report-backup %i" \
    > "$units/veeam-entraid-backup@.service"
  write_timer full
  write_timer diff
  systemctl daemon-reload
  systemctl enable --quiet --now "${timers[@]}"
  systemctl restart "${timers[@]}"
}

# One line a backup, in words of our own, whatever ends it: pgBackRest, a signal, or a command that is not there. Alerts
# look for it in the system's log.
report_backup() {
  local type=$1 result=${SERVICE_RESULT:-unknown}
  if [[ $result == success ]]; then
    logger --tag veeam-entraid-repository --priority daemon.info "$(fact .backup.succeeded): $type"
  else
    logger --tag veeam-entraid-repository --priority daemon.err \
      "$(fact .backup.failed): $type, $result ${EXIT_STATUS:-without a status}"
  fi
}

# Why pgBackRest has failed: the first error that it says, where its last line only tells that it ends.
reason_in() { grep --only-matching --max-count=1 "ERROR: .*" <<< "$1" || echo "${1##*$'\n'}"; }

# The role that lets the identity write to the container takes as long as the one for secrets.
open_repository_of_backups() {
  local said attempt
  backups_wanted || return 0
  for ((attempt = 1; attempt <= secret_attempts; attempt++)); do
    if said=$(backups stanza-create 2>&1); then
      backups check || fail "a segment of the log does not reach the container: see PostgreSQL's log"
      backups info --output=json | jq --exit-status 'any(.[]; .backup | length > 0)' > /dev/null ||
        systemctl start --no-block veeam-entraid-backup@full.service
      return
    fi
    [[ $said != *"[028]"* ]] ||
      fail "the container holds the backups of another instance: bring that one back with" \
        "'veeam-entraid-repository restore', or write another container"
    log "the container cannot be written yet, attempt $attempt of $secret_attempts: $(reason_in "$said")"
    sleep "$secret_pause"
  done
  fail "the container cannot be written: $(reason_in "$said")"
}

wait_for_recovery() {
  local attempt
  for ((attempt = 1; attempt <= recovery_attempts; attempt++)); do
    [[ $(sql --command "SELECT pg_is_in_recovery()" 2> /dev/null) == f ]] && return
    sleep "$recovery_pause"
  done
  fail "PostgreSQL is still in recovery: see its log, and try 'apply' when it is through"
}

# The present data is moved aside, never removed: it is the only other copy.
restore_instance() {
  local target=${1:-} directory=$data/$version/main aside options=()
  backups_wanted || fail "no backups are configured on this machine"
  aside=$directory.before-restore-$(date --utc +%Y%m%dT%H%M%SZ)
  [[ -z $target ]] || options=(--type=time "--target=$target" --target-action=promote)
  prepare_backups
  service stop || true
  mv "$directory" "$aside"
  install --directory --mode=700 --owner=postgres --group=postgres "$directory"
  if ! backups "${options[@]}" restore; then
    rm -rf "$directory"
    mv "$aside" "$directory"
    service start || true
    fail "pgBackRest does not restore, and the instance goes on as it was: see what it says above"
  fi
  service start || fail "the restored PostgreSQL $version does not start; the data before is in $aside: see its log"
  wait_for_recovery
  finish
  schedule_backups
  open_repository_of_backups
  # The log has forked: a backup that is newer than the moment of the restore leads nowhere, and would be taken next time.
  systemctl start --no-block veeam-entraid-backup@full.service
  log "restored; the data before is in $aside: remove it when nobody misses anything"
}

# The dump is made of ALTER SYSTEM statements: they land in postgresql.auto.conf, which outdoes every other file.
tune() {
  local dump=$1 automatic=$data/$version/main/postgresql.auto.conf
  [[ -r $dump ]] || fail "the tuning dump $dump cannot be read"
  mkdir -p "$state"
  cp --archive "$automatic" "$state/postgresql.auto.conf"
  if ! sql < "$dump" || ! service restart; then
    cp --archive "$state/postgresql.auto.conf" "$automatic"
    service restart || true
    fail "PostgreSQL $version does not take the tuning dump and goes on without it: see its log"
  fi
}

update() {
  apt-get update
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --only-upgrade \
    "postgresql-$version" "postgresql-plperl-$version" "postgresql-contrib-$version" pgbackrest
}

main() {
  local installed
  version=$(fact .engineVersion)
  case ${1:-} in
    install)
      mount_data_disk
      install_packages
      prepare_backups
      create_cluster
      write_settings
      service enable --quiet
      service restart || fail "PostgreSQL $version does not start: see its log"
      finish
      ;;
    apply)
      [[ -e $state/ready ]] || fail "the installation did not finish: $(cat "$state/failure" 2> /dev/null ||
        tail --lines=20 /var/log/cloud-init-output.log)"
      installed=$(pg_lsclusters --no-header | awk '$2 == "main" { print $1; exit }')
      [[ $installed == "$version" ]] ||
        fail "this machine runs PostgreSQL $installed, and $version is asked for: upgrade it with pg_upgradecluster first"
      prepare_backups
      apply_settings
      finish
      schedule_backups
      open_repository_of_backups
      ;;
    restore)
      restore_instance "${2:-}"
      ;;
    report-backup)
      report_backup "${2:-}"
      ;;
    tune)
      tune "${2:-}"
      ;;
    update)
      update
      ;;
    *)
      fail "usage: veeam-entraid-repository install|apply|report-backup TYPE|restore [TIME]|tune FILE|update"
      ;;
  esac
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  main "$@"
fi
