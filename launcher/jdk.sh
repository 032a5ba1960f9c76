# Finds a JDK 25 and sets JAVA_HOME; says in one line what to install where there is none.
# Sourced by ./loopline and ./verify.
is_jdk_25() {
  [ -x "$1/bin/javac" ] && grep -qs '^JAVA_VERSION="25' "$1/release"
}

find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && is_jdk_25 "$JAVA_HOME"; then
    return 0
  fi
  for candidate in /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/.sdkman/candidates/java/*; do
    if is_jdk_25 "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "loopline: no JDK 25 found in JAVA_HOME or /usr/lib/jvm. Install one, such as Eclipse Temurin 25 (https://adoptium.net), or point JAVA_HOME at it." >&2
  return 1
}
