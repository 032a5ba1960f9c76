package dev.loopline.local.demo;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads the hotel booking demand file. Every value that is ever used is checked before anything is
 * played: a malformed one is named with its line and column. Columns of other names are ignored.
 */
final class CsvBookings {
  private static final int MAX_LEAD_DAYS = 5_000;

  private static final int MAX_NIGHTS = 1_000;

  private final String source;
  private final CSVParser rows;

  /** Each distinct text is kept once: a hundred thousand rows hold few of them. */
  private final Map<String, String> texts = new HashMap<>();

  private List<Integer> places = List.of();
  private int width;

  private CsvBookings(String source, CSVParser rows) {
    this.source = source;
    this.rows = rows;
  }

  static List<Booking> read(String fileOrUrl) {
    try (Reader text = CsvFile.open(fileOrUrl);
        CSVParser rows = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get().parse(text)) {
      return new CsvBookings(fileOrUrl, rows).all();
    } catch (IOException e) {
      throw unreadable(fileOrUrl, e);
    } catch (UncheckedIOException e) {
      throw unreadable(fileOrUrl, Objects.requireNonNull(e.getCause()));
    } catch (InvalidPathException e) {
      throw refused(fileOrUrl, "it is no path");
    }
  }

  private List<Booking> all() {
    Iterator<CSVRecord> records = rows.iterator();
    if (!records.hasNext()) {
      throw refused(source, "it is empty");
    }
    header(records.next().toList());
    List<Booking> bookings = new ArrayList<>();
    while (records.hasNext()) {
      bookings.add(new Row(records.next()).booking(bookings.size() + 1));
    }
    if (bookings.isEmpty()) {
      throw refused(source, "it has no rows");
    }
    return bookings;
  }

  private void header(List<String> header) {
    List<String> missing = BookingColumns.ALL.stream().filter(c -> !header.contains(c)).toList();
    if (!missing.isEmpty()) {
      throw refused(
          source,
          "its first line lacks the columns "
              + missing
              + "; the hotel booking demand data set with its 32 columns is expected");
    }
    List<String> twice =
        BookingColumns.ALL.stream().filter(c -> Collections.frequency(header, c) > 1).toList();
    if (!twice.isEmpty()) {
      throw refused(source, "its first line names the columns " + twice + " more than once");
    }
    places = BookingColumns.ALL.stream().map(header::indexOf).toList();
    width = header.size();
  }

  /** One record; its line is the one on which it ends. */
  private final class Row {
    private final CSVRecord record;
    private final long line = rows.getCurrentLineNumber();

    Row(CSVRecord record) {
      this.record = record;
    }

    Booking booking(int ordinal) {
      if (record.size() != width) {
        throw bad("it has " + record.size() + " values where the first line names " + width);
      }
      BookingColumns.KNOWN_WHEN_BOOKED.forEach(this::check);
      int lead = number("lead_time", 0, MAX_LEAD_DAYS);
      number("stays_in_weekend_nights", 0, MAX_NIGHTS);
      number("stays_in_week_nights", 0, MAX_NIGHTS);
      LocalDate arrival = arrival();
      return new Booking(
          ordinal,
          arrival.minusDays(lead),
          arrival,
          date("reservation_status_date"),
          number("is_canceled", 0, 1) == 1,
          BookingColumns.ALL.stream().map(c -> texts.computeIfAbsent(text(c), t -> t)).toList());
    }

    private String text(String column) {
      return record.get(places.get(BookingColumns.place(column)));
    }

    private void check(String column) {
      try {
        BookingColumns.value(column, text(column));
      } catch (IllegalArgumentException e) {
        throw bad(column + " is '" + shown(column) + "', but must be " + e.getMessage());
      }
    }

    private LocalDate arrival() {
      String month = text("arrival_date_month");
      try {
        return LocalDate.of(
            number("arrival_date_year", 1900, 2200),
            Month.valueOf(month.toUpperCase(Locale.ROOT)),
            number("arrival_date_day_of_month", 1, 31));
      } catch (DateTimeException | IllegalArgumentException e) {
        throw bad(
            "its arrival date does not exist (arrival_date_year "
                + shown("arrival_date_year")
                + ", arrival_date_month '"
                + shown("arrival_date_month")
                + "', arrival_date_day_of_month "
                + shown("arrival_date_day_of_month")
                + ")");
      }
    }

    private LocalDate date(String column) {
      try {
        return LocalDate.parse(text(column));
      } catch (DateTimeException e) {
        throw bad(column + " is '" + shown(column) + "', but must be a date such as 2016-07-01");
      }
    }

    private int number(String column, int min, int max) {
      try {
        int value = Integer.parseInt(text(column));
        if (value >= min && value <= max) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Falls through to the one message for all that is not such a number.
      }
      throw bad(
          column
              + " is '"
              + shown(column)
              + "', but must be a whole number from "
              + min
              + " to "
              + max);
    }

    /** Short enough for a message. */
    private String shown(String column) {
      String text = text(column);
      return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private LooplineException bad(String fact) {
      return refused(source, "line " + line + ": " + fact);
    }
  }

  private static LooplineException refused(String source, String fact) {
    return new LooplineException(
        KernelError.INVALID_DOCUMENT,
        source + " is refused: " + fact + ". Nothing was played; correct it and try again.");
  }

  private static LooplineException unreadable(String source, IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> refused(source, "there is no such file");
      case CharacterCodingException _ -> refused(source, "it is no text in UTF-8");
      case EOFException _ -> refused(source, "it ends too early");
      default -> refused(source, "it cannot be read (" + e.getMessage() + ")");
    };
  }
}
