package dev.loopline.registry.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.ModelVersion.Decision;
import dev.loopline.registry.Promotion;
import dev.loopline.registry.Promotions;
import dev.loopline.registry.RegistryError;
import dev.loopline.registry.spi.Approvers;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** {@link Promotions} over the component's tables. */
public final class StoredPromotions implements Promotions {
  private static final int LARGEST = 100_000;

  private final Kernel kernel;
  private final Journal journal;
  private final Shelf shelf;
  private final Approvers approvers;

  StoredPromotions(Kernel kernel, Journal journal, Shelf shelf, Approvers approvers) {
    this.kernel = kernel;
    this.journal = journal;
    this.shelf = shelf;
    this.approvers = approvers;
  }

  @Override
  public ModelVersion request(String model, int version, JsonNode evidence, String actor) {
    if (!evidence.isObject() || evidence.isEmpty()) {
      throw new LooplineException(
          RegistryError.EVIDENCE_MISSING,
          "A promotion rests on evidence: send at least one fact, such as a comparison with the"
              + " champion, under 'evidence'.");
    }
    requireShort(evidence);
    kernel.db().read(h -> Shelf.filled(h, model, version)).content();
    return kernel
        .db()
        .write(
            tx -> {
              ModelRow row = shelf.lock(tx, model);
              VersionRow there = Shelf.version(tx.handle(), model, version);
              if (VersionDao.request(tx, there.key(), actor)) {
                journal.tell(tx, row, version, "requested", actor, evidence);
              } else if (there.decision() != Decision.REQUESTED
                  || !Objects.equals(there.requestedBy(), actor)) {
                throw new LooplineException(
                    RegistryError.DECIDED_OTHERWISE,
                    model
                        + " version "
                        + version
                        + (there.decision() == Decision.REQUESTED
                            ? " waits for an approval already, as "
                                + there.requestedBy()
                                + " asked."
                            : " was decided about already: it is "
                                + String.valueOf(there.decision()).toLowerCase(Locale.ROOT)
                                + "."));
              }
              return Shelf.filled(tx.handle(), model, version);
            });
  }

  @Override
  public ModelVersion approve(String model, int version, JsonNode evidence, String actor) {
    return decide(model, version, Decision.PROMOTED, evidence, actor);
  }

  @Override
  public ModelVersion refuse(String model, int version, JsonNode evidence, String actor) {
    return decide(model, version, Decision.REJECTED, evidence, actor);
  }

  private ModelVersion decide(
      String model, int version, Decision to, JsonNode evidence, String actor) {
    requireShort(evidence);
    String product = kernel.db().read(h -> Shelf.model(h, model)).product();
    Set<String> allowed = product.isEmpty() ? Set.of() : approvers.of(product);
    return kernel
        .db()
        .write(
            tx -> {
              ModelRow row = shelf.lock(tx, model);
              VersionRow there = Shelf.version(tx.handle(), model, version);
              if (there.decision() == null) {
                throw new LooplineException(
                    RegistryError.NOT_REQUESTED,
                    "Nobody asked for the promotion of "
                        + model
                        + " version "
                        + version
                        + "; POST its promotion with evidence first.");
              }
              requireApprover(there, allowed, actor);
              ObjectNode facts = Json.object().put("requestedBy", there.requestedBy());
              facts.put(to == Decision.PROMOTED ? "approvedBy" : "refusedBy", actor);
              facts.set("evidence", evidence);
              shelf.decide(tx, row, there, to, actor, facts);
              return Shelf.filled(tx.handle(), model, version);
            });
  }

  /** The log repeats it. */
  private static void requireShort(JsonNode evidence) {
    if (Json.bytes(evidence).length > LARGEST) {
      throw new LooplineException(
          RegistryError.VALUE_INVALID,
          "The evidence has more than " + LARGEST + " bytes; link to what is longer.");
    }
  }

  private static void requireApprover(VersionRow there, Set<String> allowed, String actor) {
    Promotion.obstacle(there.requestedBy(), allowed, actor)
        .ifPresent(
            why -> {
              throw new LooplineException(RegistryError.NOT_AN_APPROVER, why);
            });
  }
}
