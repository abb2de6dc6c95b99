#!/bin/sh
# Runs once, when the database's volume is empty. Dokly's role owns its database and may make the second role that the
# running server takes on; it is no superuser, for whom no right of the ledger would be refused.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$(cat /run/secrets/database-password)" --username=postgres <<'SQL'
create role dokly login createrole password :'password';
create database dokly owner dokly encoding 'UTF8' template template0;
SQL
