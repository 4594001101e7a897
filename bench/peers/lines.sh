# For the databases: `lines FOLDER FILE` writes kind, a tab and the record for every record of a night.
lines() {
  for kind in sections students teachers; do
    find "$1/$kind" -name '*.json' ! -name absent.json -exec cat {} + | sed -n "s/,\$//; s/^{/$kind	{/p"
  done >"$2"
}
