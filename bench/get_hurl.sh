#!/bin/sh
# Unpacks Debian's hurl, which Debian 12 does not have, with everything it needs into a folder, and writes a program there
# that runs it: get_hurl.sh FOLDER. Then: HURL=FOLDER/hurl ./dev bench compare. Nothing of the machine is changed.
set -eu
[ $# -eq 1 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
# shellcheck disable=SC2016  # apt's own names
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1)
[ -n "$mirror" ] || { echo "get_hurl.sh: apt knows no Debian mirror; try: apt-get update" >&2; exit 1; }

mkdir -p "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial" "$folder/root"
: >"$folder/apt/status"
echo "deb $mirror unstable main" >"$folder/apt/sources.list"
own_apt() {
	apt-get -qq -o "Dir::State=$folder/apt" -o "Dir::State::lists=$folder/apt/lists" -o "Dir::State::status=$folder/apt/status" \
		-o "Dir::Cache=$folder/apt/cache" -o "Dir::Etc::SourceList=$folder/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
		-o APT::Install-Recommends=false -o APT::Sandbox::User=root -o Debug::NoLocking=true "$@"
}
own_apt update
own_apt install --download-only --yes hurl
for package in "$folder"/apt/cache/archives/*.deb; do
	dpkg-deb --extract "$package" "$folder/root"
done

libraries=$folder/root/usr/lib/x86_64-linux-gnu
cat >"$folder/hurl" <<END
#!/bin/sh
exec "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" "$folder/root/usr/bin/hurl" "\$@"
END
chmod +x "$folder/hurl"
"$folder/hurl" --version
