# The builds under .build/, each in a folder called by the hash of its jars: lib/, start.aot, and used, which is locked.
# .build/current names the one that is run; a build is never changed, so a running server keeps its own.
# Sourced by ./loopline and launcher/build.sh, which set $home.

# Whether there is no build, or a source is newer than the moment at which the last one began. Tests, examples and
# documentation are no part of what runs. Folders count too: a removed file changes its folder.
changed() {
  [ -f "$home/.build/current" ] && [ -f "$home/.build/began" ] || return 0
  if [ -f "$home/.build/wants-node" ] && node_will_do; then return 0; fi
  [ -n "$(cd "$home" && find * \
    \( -name target -o -name node_modules -o -path '*/src/test' -o -path web/dist -o -path web/test -o -path web/dev \
      -o -path examples -o -path docs -o -path testkit -o -path architecture-tests -o -path e2e -o -path bench \) -prune \
    -o \( -name pom.xml -o -path '*/src/main' -o -path '*/src/main/*' -o -path 'launcher/*' \
      -o -path 'web/*' ! -name '*.md' \) -newer .build/began -print -quit 2>/dev/null)" ]
}

# Sets $build, and holds it as long as this process and the JVM that takes its place live: it is not removed meanwhile.
use_current_build() {
  for attempt in 1 2 3; do
    build=$home/.build/$(cat "$home/.build/current")
    if { command exec 8<"$build/used"; } 2>/dev/null; then
      if command -v flock >/dev/null; then flock -s 8; fi
      if [ -f "$build/used" ]; then return 0; fi
    fi
  done
  echo "loopline: the build $build is gone. Remove the folder .build and run again." >&2
  return 1
}

# A build's class path: always in the same order, because a start-up cache holds for exactly one.
class_path() (
  LC_ALL=C
  export LC_ALL
  jars=$(printf '%s:' "$1"/lib/*.jar)
  printf '%s' "${jars%:}"
)

# Becomes the JVM of a build, with more options and the main class as given. The libraries find what was unpacked for them.
# In jvm.options the second compiler (Tier4*) begins ten times later than usual: a start would share its two processors with
# it, and what a server does often reaches these counts within seconds.
become_jvm() {
  of=$1
  shift
  native=
  [ ! -f "$of/lib/libsqlitejdbc.so" ] || native=$of/lib
  # It would start a process to learn which C library this is.
  [ -z "$native" ] || export ROCKSDB_MUSL_LIBC=false
  exec "$JAVA_HOME/bin/java" $(cat "$home/launcher/jvm.options") -Dloopline.build="$of" \
    ${native:+"-Djava.library.path=$native" "-Dorg.sqlite.lib.path=$native" "-Donnxruntime.native.path=$native"} \
    -cp "$(class_path "$of")" "$@"
}

# Removes all builds but the two that are named, where nobody runs them. Without flock nobody can tell, and they stay.
remove_other_builds() {
  command -v flock >/dev/null || return 0
  for old in "$home"/.build/[0-9a-f][0-9a-f][0-9a-f][0-9a-f]*/; do
    old=${old%/}
    case ${old##*/} in "$1" | "$2") continue ;; esac
    flock -n -x "$old/used" rm -rf "$old" || :
  done
}
