#!/bin/sh
# A PostgreSQL server of one's own for tests and benches: TLS with a certificate made on the spot, a random password,
# text sorted by code point, on a port of your choice. Everything it keeps is in DIR; only when the server's programs are
# missing, and root runs it, does it install them with apt.
#
#   tests/postgres.sh start DIR PORT [name=value …]   prints the address for GES_TEST_POSTGRES; further arguments are
#                                                     server settings, such as fsync=off
#   tests/postgres.sh stop DIR                        stops it and removes DIR
#
# Run by root, the server runs as the user `postgres`, who must be able to reach DIR (choose one under /tmp).
set -eu

say() { printf '%s\n' "$*" >&2; }
die() { say "postgres.sh: $*"; exit 1; }

# The folder of the newest installed server's programs.
find_programs() {
    for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin \
        "$(dirname "$(command -v pg_ctl || echo /nowhere/pg_ctl)")"; do
        [ -x "$folder/initdb" ] || continue
        printf '%s %s\n' "$("$folder/initdb" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" "$folder"
    done | sort -n | tail -n 1 | cut -d' ' -f2-
}

# Runs a command as the user the server belongs to.
as_owner() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

need_programs() {
    programs=$(find_programs)
    if [ -z "$programs" ] || ! command -v openssl >/dev/null; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            say "installing postgresql and openssl"
            apt-get update -qq >&2
            # The packages start a server of their own unless told not to.
            mkdir -p /etc/postgresql-common
            setting=/etc/postgresql-common/createcluster.conf ours=
            [ -e $setting ] || { ours=yes; printf 'create_main_cluster = false\n' >$setting; }
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
                -o Dpkg::Options::=--force-confold postgresql openssl >&2
            [ -z "$ours" ] || rm -f $setting
        fi
        programs=$(find_programs)
    fi
    [ -n "$programs" ] || die "no PostgreSQL server found: install the package postgresql (Debian, Ubuntu: apt-get install postgresql; Fedora: dnf install postgresql-server)"
    command -v openssl >/dev/null || die "openssl is missing: install the package openssl"
}

make_certificates() {
    subject_alternatives="subjectAltName=DNS:localhost,IP:127.0.0.1"
    openssl ecparam -name prime256v1 -genkey -noout -out "$dir/ca.key" 2>/dev/null
    openssl req -x509 -new -key "$dir/ca.key" -days 30 -subj "/CN=test authority" -out "$dir/ca.pem" \
        -addext "basicConstraints=critical,CA:TRUE" 2>/dev/null
    openssl ecparam -name prime256v1 -genkey -noout -out "$dir/server.key" 2>/dev/null
    openssl req -new -key "$dir/server.key" -subj "/CN=localhost" -out "$dir/server.csr" 2>/dev/null
    printf '%s\nbasicConstraints=CA:FALSE\n' "$subject_alternatives" >"$dir/server.ext"
    openssl x509 -req -in "$dir/server.csr" -CA "$dir/ca.pem" -CAkey "$dir/ca.key" -CAcreateserial -days 30 \
        -extfile "$dir/server.ext" -out "$dir/server.pem" 2>/dev/null
    chmod 600 "$dir/ca.key" "$dir/server.key"
}

start() {
    dir=$1 port=$2
    shift 2
    case $dir in /*) ;; *) die "DIR must be an absolute path" ;; esac
    [ ! -e "$dir" ] || die "$dir exists: stop that server first, or choose another folder"
    need_programs
    umask 077
    mkdir -p "$dir"
    password=$(openssl rand -hex 16)
    printf '%s\n' "$password" >"$dir/password"
    make_certificates
    if [ "$(id -u)" = 0 ]; then chown -R postgres "$dir"; fi
    as_owner test -w "$dir" || { rm -rf "$dir"; die "the user postgres cannot reach $dir: choose a folder under /tmp"; }
    # Started from a folder the server's user may not read, initdb would complain.
    cd "$dir"
    as_owner "$programs/initdb" --pgdata="$dir/data" --username=ges --pwfile="$dir/password" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >"$dir/initdb.log" 2>&1 ||
        { cat "$dir/initdb.log" >&2; die "initdb failed"; }
    {
        printf "listen_addresses = '127.0.0.1'\nport = %s\nunix_socket_directories = '%s'\n" "$port" "$dir"
        printf "ssl = on\nssl_cert_file = '%s/server.pem'\nssl_key_file = '%s/server.key'\n" "$dir" "$dir"
        printf "max_connections = 200\nshared_buffers = 128MB\nmax_wal_size = 4GB\n"
        for setting in "$@"; do printf '%s\n' "$setting"; done
    } >>"$dir/data/postgresql.conf"
    as_owner "$programs/pg_ctl" --pgdata="$dir/data" --log="$dir/server.log" --wait --timeout=60 start >/dev/null 2>&1 ||
        { cat "$dir/server.log" >&2; die "the server did not start (is port $port in use?)"; }
    # The authority is public: let whoever runs the tests read it, and nothing else.
    chmod 711 "$dir"
    chmod 644 "$dir/ca.pem"
    printf 'postgres://ges:%s@127.0.0.1:%s/postgres?sslmode=verify-full&sslrootcert=%s/ca.pem\n' "$password" "$port" "$dir"
}

stop() {
    dir=$1
    [ -d "$dir" ] || exit 0
    [ -e "$dir/data/PG_VERSION" ] || [ -e "$dir/password" ] || die "$dir is not a folder made by this script"
    programs=$(find_programs)
    cd /
    if [ -e "$dir/data/postmaster.pid" ]; then
        as_owner "$programs/pg_ctl" --pgdata="$dir/data" --mode=fast --wait stop >/dev/null || die "the server in $dir did not stop"
    fi
    rm -rf "$dir"
}

case ${1-} in
start) [ $# -ge 3 ] || die "usage: postgres.sh start DIR PORT [name=value …]"; shift; start "$@" ;;
stop) [ $# -eq 2 ] || die "usage: postgres.sh stop DIR"; stop "$2" ;;
*) die "usage: postgres.sh start DIR PORT [name=value …] | stop DIR" ;;
esac
