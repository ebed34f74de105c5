#!/bin/sh
# Install the course from this folder, for macOS and Linux. Needs no network.
set -e
here="$(cd "$(dirname "$0")" && pwd)"
place="${1:-$HOME/on-what-terms}"
for name in python3.13 python3.12 python3.11 python3 python; do
  if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
  then python="$name"; break; fi
done
if test -z "$python"; then
  echo "This needs Python 3.11, 3.12 or 3.13, and none was found."
  exit 1
fi
mkdir -p "$place"
if ! "$python" -m venv "$place/python"; then
  echo "This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv"
  exit 1
fi
if ! "$place/python/bin/python" -m pip --disable-pip-version-check install -q --no-index --no-deps \
  --no-compile -f "$here/wheels" -r "$here/pins.txt"
then
  echo "It could not be installed: the lines above name what is not on the stick."
  exit 1
fi
cat > "$place/lessons.sh" <<'LESSONS'
#!/bin/sh
cd "$(dirname "$0")" && exec python/bin/python -m course lab "$@"
LESSONS
cd "$place"
python/bin/python -m course start work
echo "Installed. To open the lessons: sh \"$place/lessons.sh\""
