package dev.loopline.http.outgoing;

/** Which addresses a request may reach. */
public enum Addresses {
  /** Those of the public Internet. */
  PUBLIC,
  /** Any, this machine's among them. */
  ANY
}
