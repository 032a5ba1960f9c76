package dev.loopline.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.spi.InProcessStep;
import dev.loopline.workflow.spi.StepContext;
import dev.loopline.workflow.spi.StepResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The step type {@code challenge}: opens a challenge and hands on what is known at once. It does
 * not wait for labels; event time decides the rest. Run again, it finds the challenge it opened.
 */
public final class ChallengeStep implements InProcessStep {
  private final Challenges challenges;

  public ChallengeStep(Challenges challenges) {
    this.challenges = challenges;
  }

  @Override
  public String name() {
    return "challenge";
  }

  @Override
  public List<String> validate(JsonNode parameters) {
    return Stream.of("endpoint", "challenger", "trainedUntil")
        .filter(name -> !parameters.hasNonNull(name))
        .map(name -> "challenge needs " + name + "; write it under with:.")
        .toList();
  }

  @Override
  public StepResult run(StepContext context) {
    JsonNode with = context.parameters();
    Challenge challenge =
        challenges.start(
            context.product(),
            with.path("endpoint").asText(),
            with.path("challenger").asText(),
            Instant.parse(with.path("trainedUntil").asText()),
            with.path("trigger").asText(context.runId()));
    context.log(challenge.state() + ": " + challenge.reason());
    return new StepResult(
        Map.of(
            "challenge", Json.tree(challenge.id()),
            "state", Json.tree(challenge.state().name()),
            "reason", Json.tree(challenge.reason())));
  }
}
