#!/bin/bash
# Makes this machine the PostgreSQL server of an Entra ID repository, and keeps it so.
#
#   veeam-entraid-repository install   once, by cloud-init
#   veeam-entraid-repository apply     by Run Command, whenever a setting has changed
#
# What it has to know lies in /etc/veeam-entraid; what is secret is fetched from the key vault.
set -euo pipefail

readonly settings=/etc/veeam-entraid
readonly state=/var/lib/veeam-entraid
readonly data=/var/lib/postgresql
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
  [[ -e /etc/postgresql/$version/main/postgresql.conf ]] && return
  if [[ -e $data/$version/main/PG_VERSION ]]; then
    pg_createcluster "$version" main
  else
    pg_createcluster "$version" main --encoding=UTF8 --locale=C.UTF-8 -- \
      --data-checksums --auth-local=peer --auth-host=scram-sha-256
  fi
}

# A quarter of the memory for the server's own cache, three quarters as the planner's expectation.
memory_settings() {
  local megabytes
  megabytes=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)
  echo "shared_buffers = '$((megabytes / 4))MB'"
  echo "effective_cache_size = '$((megabytes * 3 / 4))MB'"
}

write_settings() {
  local configuration=/etc/postgresql/$version/main
  mkdir -p "$configuration/conf.d"
  memory_settings > "$configuration/conf.d/10-memory.conf"
  install --mode=644 "$settings/postgresql.conf" "$configuration/conf.d/20-veeam-entraid.conf"
  install --mode=640 --owner=postgres --group=postgres "$settings/pg_hba.conf" "$configuration/pg_hba.conf"
  (umask 077 && fetch_secret "$(fact .secrets.serverKey)" > "$settings/server.key.new")
  chown postgres:postgres "$settings/server.key.new"
  mv "$settings/server.key.new" "$settings/server.key"
}

# The vault has a verifier for the machine: the password itself never comes here. It reaches psql by its environment,
# because arguments are visible to every user of the machine.
set_administrator() {
  local login verifier
  login=$(fact .administratorLogin)
  verifier=$(fetch_secret "$(fact .secrets.administratorVerifier)")
  ADMINISTRATOR_LOGIN=$login ADMINISTRATOR_VERIFIER=$verifier \
    runuser --user postgres -- psql --port "$(fact .port)" --quiet --no-psqlrc --set ON_ERROR_STOP=1 << 'SQL'
\set login `printenv ADMINISTRATOR_LOGIN`
\set verifier `printenv ADMINISTRATOR_VERIFIER`
SELECT format('CREATE ROLE %I', :'login')
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'login') \gexec
SELECT format('ALTER ROLE %I LOGIN SUPERUSER PASSWORD %L', :'login', :'verifier') \gexec
SQL
}

# A restart ends the jobs that are running: only what PostgreSQL reads at its start asks for one.
needed_action() {
  if cmp --silent "$settings/postgresql.conf" "/etc/postgresql/$version/main/conf.d/20-veeam-entraid.conf"; then
    echo reload
  else
    echo restart
  fi
}

activate() {
  systemctl enable --quiet "postgresql@$version-main"
  systemctl "$1" "postgresql@$version-main" || fail "PostgreSQL $version does not $1: see journalctl"
  set_administrator
  rm -f "$state/failure"
  mkdir -p "$state"
  touch "$state/ready"
}

main() {
  local installed action
  version=$(fact .engineVersion)
  case ${1:-} in
    install)
      mount_data_disk
      install_packages
      create_cluster
      write_settings
      activate restart
      ;;
    apply)
      [[ -e $state/ready ]] || fail "the installation did not finish: $(cat "$state/failure" 2> /dev/null ||
        tail --lines=20 /var/log/cloud-init-output.log)"
      installed=$(pg_lsclusters --no-header | awk '$2 == "main" { print $1; exit }')
      [[ $installed == "$version" ]] ||
        fail "this machine runs PostgreSQL $installed, and $version is asked for: upgrade it with pg_upgradecluster first"
      action=$(needed_action)
      write_settings
      activate "$action"
      ;;
    *)
      fail "usage: veeam-entraid-repository install|apply"
      ;;
  esac
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  main "$@"
fi
