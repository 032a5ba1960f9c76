package dev.loopline.local.demo;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads the hotel booking demand file, plain or gzipped, from a path or an http(s) URL. Every row
 * is checked before anything is played: a malformed one is named with its line, the column and the
 * value.
 */
final class CsvBookings {
  private static final int MAX_LEAD_DAYS = 5_000;

  private static final int MAX_NIGHTS = 1_000;

  private final String source;

  private CsvBookings(String source) {
    this.source = source;
  }

  static List<Booking> read(String fileOrUrl) {
    CsvBookings csv = new CsvBookings(fileOrUrl);
    try (InputStream in = csv.open();
        Reader reader =
            new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT));
        CSVParser rows =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get().parse(reader)) {
      csv.requireColumns(rows.getHeaderNames());
      List<Booking> bookings = new ArrayList<>();
      for (CSVRecord row : rows) {
        bookings.add(csv.booking(row));
      }
      if (bookings.isEmpty()) {
        throw csv.refused("it has no rows");
      }
      return bookings;
    } catch (IOException e) {
      throw csv.unreadable(e);
    } catch (UncheckedIOException e) {
      throw csv.unreadable(e.getCause());
    }
  }

  private InputStream open() throws IOException {
    BufferedInputStream in = new BufferedInputStream(openRaw(), 1 << 16);
    in.mark(2);
    boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
    in.reset();
    return gzip ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private InputStream openRaw() throws IOException {
    if (source.startsWith("http://") || source.startsWith("https://")) {
      try {
        return new URI(source).toURL().openStream();
      } catch (URISyntaxException e) {
        throw new IOException("it is not a URL", e);
      }
    }
    return Files.newInputStream(Path.of(source));
  }

  private void requireColumns(List<String> header) {
    List<String> missing = BookingColumns.ALL.stream().filter(c -> !header.contains(c)).toList();
    if (!missing.isEmpty()) {
      throw refused(
          "it lacks the columns "
              + missing
              + "; the hotel booking demand data set with its 32 columns is expected");
    }
  }

  private Booking booking(CSVRecord row) {
    if (!row.isConsistent()) {
      throw bad(row, "it has " + row.size() + " values, not one for each column of the header");
    }
    Map<String, String> values = row.toMap();
    int lead = number(row, "lead_time", 0, MAX_LEAD_DAYS);
    number(row, "stays_in_weekend_nights", 0, MAX_NIGHTS);
    number(row, "stays_in_week_nights", 0, MAX_NIGHTS);
    LocalDate arrival = arrival(row);
    return new Booking(
        Math.toIntExact(row.getRecordNumber()),
        arrival.minusDays(lead),
        arrival,
        date(row, "reservation_status_date"),
        number(row, "is_canceled", 0, 1) == 1,
        values);
  }

  private LocalDate arrival(CSVRecord row) {
    String month = row.get("arrival_date_month");
    try {
      return LocalDate.of(
          number(row, "arrival_date_year", 1900, 2200),
          Month.valueOf(month.toUpperCase(Locale.ROOT)),
          number(row, "arrival_date_day_of_month", 1, 31));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw bad(row, "its arrival date does not exist (month '" + month + "')");
    }
  }

  private LocalDate date(CSVRecord row, String column) {
    try {
      return LocalDate.parse(row.get(column));
    } catch (DateTimeException e) {
      throw bad(row, column + " is '" + row.get(column) + "', not a date such as 2016-07-01");
    }
  }

  private int number(CSVRecord row, String column, int min, int max) {
    try {
      int value = Integer.parseInt(row.get(column));
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for all that is not such a number.
    }
    throw bad(
        row,
        column + " is '" + row.get(column) + "', not a whole number from " + min + " to " + max);
  }

  private LooplineException bad(CSVRecord row, String fact) {
    // The header is line 1, so record n stands on line n + 1 unless a quoted value spans lines.
    return refused("row " + row.getRecordNumber() + ": " + fact);
  }

  private LooplineException refused(String fact) {
    return new LooplineException(
        KernelError.INVALID_DOCUMENT,
        source + " is refused: " + fact + ". Nothing was played; correct the file and try again.");
  }

  private LooplineException unreadable(IOException e) {
    return new LooplineException(
        KernelError.INVALID_DOCUMENT, source + " cannot be read: " + e + ".", e);
  }
}
