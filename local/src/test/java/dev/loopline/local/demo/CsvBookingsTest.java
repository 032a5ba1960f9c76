package dev.loopline.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.loopline.kernel.error.LooplineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvBookingsTest {
  private static final String HEADER = String.join(",", BookingColumns.ALL);
  private static final List<Booking> GOOD = GeneratedBookings.generate(7, true).subList(0, 3);

  @TempDir Path folder;

  @Test
  void aFileIsReadPlainOrZippedWithOrWithoutAByteOrderMark() throws IOException {
    String text = file(HEADER, row(GOOD.get(0)), row(GOOD.get(1)));

    assertThat(read(text)).isEqualTo(GOOD.subList(0, 2));
    assertThat(read("\uFEFF" + text)).isEqualTo(GOOD.subList(0, 2));
    assertThat(CsvBookings.read(written("a.csv.gz", zipped(text)).toString()))
        .isEqualTo(GOOD.subList(0, 2));
    assertThat(read(text + "\n\n")).hasSize(2);
  }

  @Test
  void otherColumnsAreIgnoredWhateverTheirNamesAndTheOrderIsFree() throws IOException {
    List<Booking> bookings =
        read(file("," + HEADER + ",,note", "0," + row(GOOD.get(0)) + ",x,\"a\nb\""));

    assertThat(bookings).isEqualTo(GOOD.subList(0, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "adr, abc",
    "adr, NaN",
    "adr, Infinity",
    "adr, 1e400",
    "adults, two",
    "children, 1.9",
    "children, -1",
    "babies, 99999999999999999999",
    "is_repeated_guest, yes",
    "previous_cancellations, 1e999999999",
    "previous_bookings_not_canceled, 0x1",
    "lead_time, ''",
    "lead_time, 6000",
    "stays_in_week_nights, NULL",
    "is_canceled, 2",
    "reservation_status_date, 2016-02-30",
  })
  void aMalformedValueIsNamedWithLineColumnAndValueBeforeAnythingIsPlayed(
      String column, String value) throws IOException {
    refused(file(HEADER, row(GOOD.get(0)), row(with(GOOD.get(1), column, value))))
        .hasMessageContaining("line 3: " + column + " is '" + value + "', but must be ")
        .hasMessageContaining("Nothing was played");
  }

  @Test
  void anArrivalThatDoesNotExistIsNamed() throws IOException {
    refused(file(HEADER, row(with(GOOD.get(0), "arrival_date_month", "Juli"))))
        .hasMessageContaining("line 2: its arrival date does not exist")
        .hasMessageContaining("'Juli'");
  }

  @Test
  void wholeNumbersMayBeWrittenAsProgramsWriteThem() throws IOException {
    Booking booking = read(file(HEADER, row(with(GOOD.get(0), "children", "1.0")))).getFirst();

    assertThat(Timeline.row(booking)).containsEntry("children", 1L);
  }

  @Test
  void aFileThatIsNotWhatItSaysIsRefused() throws IOException {
    refused("").hasMessageContaining("it is empty");
    refused(file(HEADER)).hasMessageContaining("it has no rows");
    refused(file("a,b", "1,2")).hasMessageContaining("lacks the columns [hotel, is_canceled,");
    refused(file(HEADER + ",adr,adr", row(GOOD.get(0)) + ",1,2"))
        .hasMessageContaining("names the columns [adr] more than once");
    refused(file(HEADER, row(GOOD.get(0)), "City Hotel,1"))
        .hasMessageContaining("line 3: it has 2 values where the first line names 32");
    refused(file(HEADER, row(GOOD.get(0)), "\"never closed")).hasMessageContaining("is refused");
    refusedBytes("no.csv", new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0})
        .hasMessageContaining("it is no text in UTF-8");
    byte[] whole = zipped(file(HEADER, row(GOOD.get(0))));
    refusedBytes("cut.csv.gz", Arrays.copyOf(whole, whole.length / 2))
        .hasMessageContaining("it ends too early");
    assertThatThrownBy(() -> CsvBookings.read(folder.resolve("none.csv").toString()))
        .isInstanceOf(LooplineException.class)
        .hasMessageContaining("there is no such file");
  }

  @Test
  void aSmallZippedFileThatUnfoldsWithoutEndIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write((HEADER + "\n\"").getBytes(StandardCharsets.UTF_8));
      byte[] block = new byte[1 << 20];
      Arrays.fill(block, (byte) ' ');
      for (long written = 0; written <= CsvFile.LARGEST; written += block.length) {
        out.write(block);
      }
    }
    refusedBytes("bomb.csv.gz", bytes.toByteArray()).hasMessageContaining("more than 200 MiB");
  }

  @Test
  void aUrlIsReadAndItsErrorsAreTold() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body = zipped(file(HEADER, row(GOOD.get(0))));
    server.createContext(
        "/",
        exchange -> {
          boolean there = exchange.getRequestURI().getPath().equals("/bookings.csv.gz");
          exchange.sendResponseHeaders(there ? 200 : 404, there ? body.length : -1);
          if (there) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    try {
      String url = "http://localhost:" + server.getAddress().getPort();
      assertThat(CsvBookings.read(url + "/bookings.csv.gz")).isEqualTo(GOOD.subList(0, 1));
      assertThatThrownBy(() -> CsvBookings.read(url + "/none.csv"))
          .hasMessageContaining("the server answered 404");
    } finally {
      server.stop(0);
    }
    assertThatThrownBy(() -> CsvBookings.read("http://localhost:1/x.csv"))
        .isInstanceOf(LooplineException.class)
        .hasMessageContaining("Connection refused");
    assertThatThrownBy(() -> CsvBookings.read("http://no url"))
        .isInstanceOf(LooplineException.class)
        .hasMessageContaining("it is not a URL");
  }

  @Test
  void theDayOfBookingIsTheArrivalLessTheLeadTime() throws IOException {
    Map<String, String> values = values(GOOD.get(0));
    values.putAll(
        Map.of(
            "lead_time", "30",
            "arrival_date_year", "2016",
            "arrival_date_month", "March",
            "arrival_date_day_of_month", "1"));
    Booking booking = read(file(HEADER, String.join(",", values.values()))).getFirst();

    assertThat(booking.bookedOn()).isEqualTo(LocalDate.of(2016, 1, 31));
    assertThat(booking.key()).isEqualTo("1");
  }

  private List<Booking> read(String text) throws IOException {
    return CsvBookings.read(
        written("bookings.csv", text.getBytes(StandardCharsets.UTF_8)).toString());
  }

  private AbstractThrowableAssert<?, ?> refused(String text) throws IOException {
    return refusedBytes("bookings.csv", text.getBytes(StandardCharsets.UTF_8));
  }

  private AbstractThrowableAssert<?, ?> refusedBytes(String name, byte[] bytes) throws IOException {
    String file = written(name, bytes).toString();
    return assertThatThrownBy(() -> CsvBookings.read(file))
        .isInstanceOf(LooplineException.class)
        .hasMessageStartingWith(file + " is refused: ");
  }

  private Path written(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String file(String... lines) {
    return String.join("\n", lines);
  }

  private static String row(Booking booking) {
    return String.join(",", booking.values());
  }

  private static Booking with(Booking booking, String column, String value) {
    Map<String, String> values = values(booking);
    values.put(column, value);
    return new Booking(
        booking.ordinal(),
        booking.bookedOn(),
        booking.arrivalOn(),
        booking.outcomeOn(),
        booking.canceled(),
        List.copyOf(values.values()));
  }

  private static Map<String, String> values(Booking booking) {
    Map<String, String> values = new LinkedHashMap<>();
    BookingColumns.ALL.forEach(c -> values.put(c, booking.value(c)));
    return values;
  }
}
