package dev.loopline.metadata.internal.lineage;

import dev.loopline.kernel.db.Sql;
import dev.loopline.metadata.spi.Direction;
import dev.loopline.metadata.spi.Link;
import dev.loopline.metadata.spi.LinkSource.Place;
import dev.loopline.metadata.spi.TraceNode.Ref;
import java.util.List;
import java.util.stream.Stream;

/**
 * What runs came of, read and made, and where datasets lie, as the tables of tracking and of
 * OpenLineage hold it. Each of these selects {@code far}, the id of what is linked, and {@code
 * num}, a number that grows.
 */
enum Relation {
  READ_BY(
      "dataset",
      Direction.FORWARD,
      "run",
      """
      select r.id as far, r.no as num from dataset d join run_input i on i.dataset_no = d.no
        join run r on r.no = i.run_no where d.id = ?
      """),
  READ(
      "run",
      Direction.BACK,
      "dataset",
      """
      select d.id as far, d.no as num from run r join run_input i on i.run_no = r.no
        join dataset d on d.no = i.dataset_no where r.id = ?
      """),
  MADE(
      "run",
      Direction.FORWARD,
      "logged model",
      """
      select m.model_id as far, m.no as num from run r join run_model m on m.run_no = r.no
      where m.is_output = 1 and r.id = ?
      """),
  LOGGED(
      "run",
      Direction.FORWARD,
      "logged model",
      """
      select l.id as far, l.no as num from logged_model l where not exists
        (select 1 from run_model m join run r on r.no = m.run_no
          where m.model_id = l.id and m.is_output = 1 and r.id = l.source_run_id)
        and l.source_run_id = ?
      """),
  MADE_BY(
      "logged model",
      Direction.BACK,
      "run",
      """
      select r.id as far, m.no as num from run_model m join run r on r.no = m.run_no
      where m.is_output = 1 and m.model_id = ?
      """),
  LOGGED_BY(
      "logged model",
      Direction.BACK,
      "run",
      """
      select l.source_run_id as far, l.no as num from logged_model l where not exists
        (select 1 from run_model m join run r on r.no = m.run_no
          where m.model_id = l.id and m.is_output = 1 and r.id = l.source_run_id)
        and l.source_run_id <> '' and l.id = ?
      """),
  USED(
      "run",
      Direction.BACK,
      "logged model",
      """
      select m.model_id as far, m.no as num from run r join run_model m on m.run_no = r.no
      where m.is_output = 0 and r.id = ?
      """),
  USED_BY(
      "logged model",
      Direction.FORWARD,
      "run",
      """
      select r.id as far, m.no as num from run_model m join run r on r.no = m.run_no
      where m.is_output = 0 and m.model_id = ?
      """),
  RAN_BY(
      "commit",
      Direction.FORWARD,
      "run",
      """
      select r.id as far, r.no as num from run_origin o join run r on r.no = o.run_no
      where o.kind = 'commit' and o.origin = ?
      """),
  RAN(
      "run",
      Direction.BACK,
      "commit",
      """
      select o.origin as far, r.no as num from run r join run_origin o on o.run_no = r.no
      where o.kind = 'commit' and r.id = ?
      """),
  PARENT(
      "run",
      Direction.FORWARD,
      "run",
      """
      select r.id as far, r.no as num from run_origin o join run r on r.no = o.run_no
      where o.kind = 'run' and o.origin = ?
      """),
  CHILD(
      "run",
      Direction.BACK,
      "run",
      """
      select o.origin as far, r.no as num from run r join run_origin o on o.run_no = r.no
      where o.kind = 'run' and r.id = ?
      """),
  HOLDS(
      "external dataset",
      Direction.FORWARD,
      "dataset",
      """
      select d.id as far, d.no as num from openlineage_dataset x
        join dataset d on d.location = x.location where x.id = ?
      """),
  LIES_IN(
      "dataset",
      Direction.BACK,
      "external dataset",
      """
      select x.id as far, x.no as num from dataset d
        join openlineage_dataset x on x.location = d.location where d.id = ?
      """);

  private final String kind;
  private final Direction direction;
  private final String farKind;
  private final String select;

  Relation(String kind, Direction direction, String farKind, String select) {
    this.kind = kind;
    this.direction = direction;
    this.farKind = farKind;
    this.select = select;
  }

  static List<Relation> of(String kind, Direction direction) {
    return Stream.of(values())
        .filter(r -> r.kind.equals(kind) && r.direction == direction)
        .toList();
  }

  /** A question about one thing. */
  record Asked(Relation relation, Place place) {
    Sql select() {
      return Sql.of(relation.select, place.ref().id());
    }

    Link link(String far) {
      Ref other = new Ref(relation.farKind, far);
      return relation.direction == Direction.FORWARD
          ? new Link(place.ref(), other, Link.UNDATED)
          : new Link(other, place.ref(), Link.UNDATED);
    }
  }

  static List<Asked> asked(Direction direction, List<Place> places) {
    return places.stream()
        .flatMap(place -> of(place.ref().kind(), direction).stream().map(r -> new Asked(r, place)))
        .toList();
  }
}
