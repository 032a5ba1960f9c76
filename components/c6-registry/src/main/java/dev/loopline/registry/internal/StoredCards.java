package dev.loopline.registry.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.ModelCard;
import dev.loopline.registry.ModelCards;
import dev.loopline.registry.RegistryError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** {@link ModelCards} over the component's tables. */
public final class StoredCards implements ModelCards {
  private static final int LARGEST = 200_000;

  private final Kernel kernel;
  private final Journal journal;
  private final Shelf shelf;

  StoredCards(Kernel kernel, Journal journal, Shelf shelf) {
    this.kernel = kernel;
    this.journal = journal;
    this.shelf = shelf;
  }

  @Override
  public Revision put(String model, int version, ModelCard card, String actor) {
    if (Json.write(card).getBytes(StandardCharsets.UTF_8).length > LARGEST) {
      throw new LooplineException(
          RegistryError.CARD_INVALID,
          "The card has more than " + LARGEST + " bytes; link to what is longer.");
    }
    return kernel
        .db()
        .write(
            tx -> {
              ModelRow row = shelf.lock(tx, model);
              VersionKey key = Shelf.version(tx.handle(), model, version).key();
              Revision revision =
                  new Revision(CardDao.next(tx, key), kernel.clock().now(), actor, card);
              CardDao.insert(tx, key, revision);
              journal.tell(
                  tx,
                  row,
                  version,
                  "carded",
                  actor,
                  Json.object().put("revision", revision.revision()));
              return revision;
            });
  }

  @Override
  public Optional<Revision> find(String model, int version) {
    return history(model, version, 1).stream().findFirst();
  }

  @Override
  public List<Revision> history(String model, int version, int limit) {
    return kernel.db().read(h -> CardDao.newest(h, Shelf.version(h, model, version).key(), limit));
  }
}
