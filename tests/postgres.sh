#!/usr/bin/env bash
# A throw-away PostgreSQL on a Unix socket: `start FOLDER` prints its URL, `stop FOLDER` ends it.
# Works as root (the server then runs as user postgres) and as a plain user.
set -euo pipefail
action=$1 folder=$2
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
as_server() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

if [ "$action" = stop ]; then
  as_server "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null
  exit 0
fi
mkdir -p "$folder"
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
chmod 711 "$folder"
as_server "$bin/initdb" -D "$folder/data" -U app -A trust --no-sync -E UTF8 --locale=C.UTF-8 >/dev/null
options="-c listen_addresses='' -k $folder -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
as_server "$bin/pg_ctl" -D "$folder/data" -w -s -l "$folder/data/log" -o "$options" start >/dev/null
echo "postgresql+psycopg://app@/postgres?host=$folder"
