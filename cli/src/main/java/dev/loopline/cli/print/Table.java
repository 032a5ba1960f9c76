package dev.loopline.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.print.Column.Side;
import java.util.ArrayList;
import java.util.List;

/** Items in aligned columns, clipped to a width: the widest columns give way first. */
record Table(List<Column> columns, int width) {
  private static final String GAP = "  ";
  private static final int NARROWEST = 6;

  List<String> lines(List<JsonNode> items) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(columns.stream().map(Column::header).toList());
    for (JsonNode item : items) {
      rows.add(columns.stream().map(column -> Texts.harmless(column.value().apply(item))).toList());
    }
    int[] widths = fitted(rows);
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private int[] fitted(List<List<String>> rows) {
    int[] widths = new int[columns.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    int over = GAP.length() * (widths.length - 1) - width;
    for (int w : widths) {
      over += w;
    }
    while (over > 0) {
      int widest = widest(widths);
      if (widths[widest] <= NARROWEST) {
        break;
      }
      widths[widest]--;
      over--;
    }
    return widths;
  }

  private static int widest(int[] widths) {
    int widest = 0;
    for (int i = 1; i < widths.length; i++) {
      widest = widths[i] >= widths[widest] ? i : widest;
    }
    return widest;
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String value = clipped(row.get(i), widths[i]);
      String padding = " ".repeat(widths[i] - length(value));
      line.append(i == 0 ? "" : GAP);
      line.append(columns.get(i).side() == Side.RIGHT ? padding + value : value + padding);
    }
    return line.toString().stripTrailing();
  }

  private static String clipped(String value, int width) {
    return length(value) <= width
        ? value
        : value.substring(0, value.offsetByCodePoints(0, width - 1)) + "…";
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
