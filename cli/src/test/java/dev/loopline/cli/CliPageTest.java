package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** docs/cli.md says what the verbs' own help says. With -Dcli.page=write it is written anew. */
class CliPageTest {
  private static final Path PAGE = Path.of("..", "docs", "cli.md");
  private static final String BEGINS = "## The verbs\n";

  @Test
  void thePageSaysWhatTheHelpSays() throws IOException {
    String page = Files.readString(PAGE);
    String head = page.substring(0, page.indexOf(BEGINS) + BEGINS.length());
    StringBuilder verbs = new StringBuilder();
    Verbs.commandLine().getSubcommands().values().forEach(verb -> add(verb, 3, verbs));
    if ("write".equals(System.getProperty("cli.page"))) {
      Files.writeString(PAGE, head + verbs);
    }

    assertThat(Files.readString(PAGE)).isEqualTo(head + verbs);
  }

  @Test
  void theHelpOfEveryVerbHasExamplesAndFits() {
    List<CommandLine> verbs = new ArrayList<>();
    Verbs.commandLine().getSubcommands().values().forEach(verb -> collect(verb, verbs));

    assertThat(verbs)
        .hasSizeGreaterThan(35)
        .allSatisfy(
            verb ->
                assertThat(verb.getUsageMessage())
                    .contains("Examples:")
                    .contains("  " + verb.getCommandSpec().qualifiedName()));
  }

  private static void collect(CommandLine verb, List<CommandLine> into) {
    into.add(verb);
    verb.getSubcommands().values().forEach(sub -> collect(sub, into));
  }

  private static void add(CommandLine verb, int level, StringBuilder page) {
    verb.getCommandSpec().usageMessage().width(110);
    page.append('\n')
        .append("#".repeat(level))
        .append(" ")
        .append(verb.getCommandSpec().qualifiedName())
        .append("\n\n```\n")
        .append(verb.getUsageMessage().stripTrailing().replaceAll("[ \t]+\n", "\n"))
        .append("\n```\n");
    verb.getSubcommands().values().forEach(sub -> add(sub, level + 1, page));
  }
}
