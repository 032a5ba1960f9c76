package dev.loopline.http;

import dev.loopline.kernel.error.LooplineException;
import io.helidon.http.Headers;
import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.encoding.ContentEncodingContextConfig;

/**
 * The encodings in which bodies may come: gzip. Any other is refused by whoever reads the body,
 * with a reason; Helidon itself would answer with nothing but a status.
 */
final class BodyEncodings implements ContentEncodingContext {
  private static final int SHOWN = 50;

  private final ContentEncodingContext known =
      ContentEncodingContext.builder()
          .contentEncodingsDiscoverServices(false)
          .addContentEncoding(new GzipDecoding())
          .build();

  @Override
  public boolean contentEncodingEnabled() {
    return known.contentEncodingEnabled();
  }

  @Override
  public boolean contentDecodingEnabled() {
    return true;
  }

  @Override
  public boolean contentEncodingSupported(String id) {
    return known.contentEncodingSupported(id);
  }

  @Override
  public boolean contentDecodingSupported(String id) {
    return true;
  }

  @Override
  public ContentEncoder encoder(String id) {
    return known.encoder(id);
  }

  @Override
  public ContentEncoder encoder(Headers headers) {
    return known.encoder(headers);
  }

  @Override
  public ContentDecoder decoder(String id) {
    if (id.equals("identity")) {
      return ContentDecoder.NO_OP;
    }
    return known.contentDecodingSupported(id) ? known.decoder(id) : refused(id);
  }

  private static ContentDecoder refused(String id) {
    String plain = id.replaceAll("[^\\w,;=.* -]", "?");
    String shown = plain.length() > SHOWN ? plain.substring(0, SHOWN) + "…" : plain;
    return in -> {
      throw new LooplineException(
          HttpError.UNSUPPORTED_MEDIA_TYPE,
          "The body's Content-Encoding is '" + shown + "'; send it as gzip, or without one.");
    };
  }

  @Override
  public ContentEncodingContextConfig prototype() {
    return known.prototype();
  }
}
