#!/bin/sh
# Builds what ./loopline runs: the UI where Node is there, the jars, and the start-up cache.
# All lands in a folder of its own under .build/; .build/current is switched to it at the very end.
# With "if-changed" nothing is done where another process has built meanwhile.
set -eu
home=$(cd "$(dirname "$0")/.." && pwd)
cd "$home"
. launcher/jdk.sh
. launcher/builds.sh
. launcher/ui.sh
find_jdk
command -v mvn >/dev/null || {
  echo "loopline: Maven is needed to build. Install it (for example: apt-get install maven)." >&2
  exit 1
}
mkdir -p .build
exec 9>.build/lock
if command -v flock >/dev/null; then flock 9; fi
if [ "${1:-}" = if-changed ] && ! changed; then exit 0; fi

# What is saved while the build runs is newer than this, and so built the next time.
touch .build/begins

build_jars() {
  echo "loopline: building the server … (a first build also fetches its libraries)" >&2
  rm -rf .build/new
  mvn -q -B -DskipTests -Dlauncher.lib="$home/.build/new/lib" -pl local -am package >.build/build.log 2>&1 || {
    grep -E '^\[ERROR\]' .build/build.log | head -20 >&2
    echo "loopline: the build failed; the whole log is in .build/build.log" >&2
    return 1
  }
  "$JAVA_HOME/bin/java" launcher/Libraries.java .build/new/lib
}

hash_of() {
  cat "$1"/*.jar | if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c1-16
}

keep_jars() {
  hash=$(hash_of .build/new/lib)
  if [ -f ".build/$hash/used" ]; then
    rm -rf .build/new
  else
    rm -rf ".build/$hash"
    touch .build/new/used
    mv .build/new ".build/$hash"
  fi
}

# The classes that a run loads, kept for the next: of the server's start, and of a training, which is a process of its own.
build_start_up_caches() {
  [ ! -f ".build/$hash/start.aot" ] || return 0
  warm=$(mktemp -d)
  echo "loopline: preparing a fast start …" >&2
  keep_classes start -XX:TieredStopAtLevel=3 dev.loopline.local.Main up --port 0 --data-dir "$warm/data" --stop-when-ready
  keep_classes child -XX:TieredStopAtLevel=1 dev.loopline.training.internal.TrainingRehearsal
  rm -rf "$warm"
}

keep_classes() {
  kept=$home/.build/$hash/$1
  shift
  (cd "$warm" && become_jvm "$home/.build/$hash" -XX:AOTCacheOutput="$kept.part" "$@") \
    >"$kept.log" 2>&1 && mv "$kept.part" "$kept.aot" || {
    rm -f "$kept.part"
    echo "loopline: without it, see $kept.log" >&2
  }
}

switch_to_build() {
  previous=$(cat .build/current 2>/dev/null || :)
  echo "$hash" >.build/current.new
  mv .build/current.new .build/current
  mv .build/begins .build/began
  remove_other_builds "$hash" "$previous"
}

build_ui
build_jars
keep_jars
build_start_up_caches
switch_to_build
