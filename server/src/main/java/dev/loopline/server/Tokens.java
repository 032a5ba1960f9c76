package dev.loopline.server;

import dev.loopline.http.Access;
import dev.loopline.http.AccessPolicy;
import dev.loopline.http.Principal;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Bearer tokens from a file; compared in constant time. */
final class Tokens implements AccessPolicy {
  private static final int SHORTEST = 16;

  private record Token(byte[] secret, Principal principal) {}

  private final List<Token> tokens;

  private Tokens(List<Token> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  /** Reads the file; a line that does not fit is named by its number, never by its token. */
  static Tokens read(Path file) {
    List<Token> tokens = new ArrayList<>();
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new LooplineException(
          KernelError.INVALID_SETTING, "The token file " + file + " cannot be read: " + e + ".", e);
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        tokens.add(parse(file + ":" + (i + 1), line.split("\\s+")));
      }
    }
    if (tokens.isEmpty()) {
      throw new LooplineException(
          KernelError.INVALID_SETTING, "The token file " + file + " holds no token.");
    }
    return new Tokens(tokens);
  }

  private static Token parse(String place, String[] words) {
    if (words.length != 3 || words[2].length() < SHORTEST) {
      throw new LooplineException(
          KernelError.INVALID_SETTING,
          place
              + ": NAME ACCESS[,ACCESS…] TOKEN is expected, the token with at least 16 characters.");
    }
    Set<Access> access = EnumSet.noneOf(Access.class);
    for (String word : words[1].split(",")) {
      try {
        access.add(Access.valueOf(word.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new LooplineException(
            KernelError.INVALID_SETTING,
            place + ": '" + word + "' is no access; READ, WRITE, ADMIN and WORKER are.",
            e);
      }
    }
    return new Token(words[2].getBytes(StandardCharsets.UTF_8), new Principal(words[0], access));
  }

  @Override
  public Optional<Principal> authenticate(Optional<String> bearer) {
    byte[] given = bearer.orElse("").getBytes(StandardCharsets.UTF_8);
    Optional<Principal> found = Optional.empty();
    for (Token token : tokens) {
      if (MessageDigest.isEqual(token.secret(), given)) {
        found = Optional.of(token.principal());
      }
    }
    return found;
  }
}
