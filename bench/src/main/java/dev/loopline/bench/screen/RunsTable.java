package dev.loopline.bench.screen;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.List;

/** The table of runs in a page: scrolled as by a wheel, jumped in, and watched frame by frame. */
final class RunsTable {
  /** Settled: columns keep their widths from here on. */
  private static final double SETTLED_MS = 1_500;

  private static final String WATCH =
      """
      () => {
        const box = document.querySelector(".tablebox.tall");
        const rows = box.getElementsByTagName("tr");
        const watched = { times: [], gaps: 0, on: true };
        window.watched = watched;
        const whole = () => {
          const drawn = [...rows].filter(row => row.ariaRowIndex > 1);
          const top = Math.floor(box.scrollTop / 26) + 2;
          const end = top + Math.floor(box.clientHeight / 26) - 2;
          return drawn.length > 0 && drawn[0].ariaRowIndex <= top && drawn.at(-1).ariaRowIndex >= end
            && drawn.every(row => row.className !== "unread" || row.ariaRowIndex < top || row.ariaRowIndex > end);
        };
        const frame = () => {
          if (!watched.on) return;
          watched.times.push(performance.now());
          if (!whole()) watched.gaps++;
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }""";

  private static final String WATCHED =
      """
      () => {
        const { times, gaps } = window.watched;
        window.watched.on = false;
        return [times.length - 1, times.at(-1) - times[0], gaps];
      }""";

  private static final String JUMP =
      """
      share => new Promise(done => {
        const box = document.querySelector(".tablebox.tall");
        const began = performance.now();
        box.scrollTop = box.scrollHeight * share;
        const look = () => {
          const at = box.getBoundingClientRect();
          for (let y = at.top + 40; y < at.bottom - 20; y += 26) {
            const row = document.elementFromPoint(at.left + 200, y)?.closest("tr");
            if (!row || row.className === "unread" || row.className === "spacer") return requestAnimationFrame(look);
          }
          // Seen, and painted with this frame.
          requestAnimationFrame(() => done(performance.now() - began));
        };
        requestAnimationFrame(look);
      })""";

  /** As many lines of text without a script, in a box of the same size. */
  private static final String PLAIN =
      """
      () => {
        const box = document.querySelector(".tablebox.tall");
        const plain = document.createElement("div");
        plain.className = "tablebox tall";
        plain.style.height = box.clientHeight + "px";
        for (let i = 0; i < 2000; i++) {
          const line = plain.appendChild(document.createElement("div"));
          line.style.height = "26px";
          line.textContent = "try " + i + " finished 0.8125 0.7719 0.3128 12 4 gbtree ana ".repeat(2);
        }
        document.body.replaceChildren(plain);
      }""";

  private final Page page;
  private final CDPSession browser;

  RunsTable(Page page) {
    this.page = page;
    this.browser = page.context().newCDPSession(page);
  }

  /**
   * What was seen of a scroll.
   *
   * @param frames a second
   * @param gaps in how many of a hundred frames a row in sight was not there yet
   */
  record Seen(double frames, double gaps) {}

  void open(String url) {
    page.navigate(url);
    page.waitForSelector(".tablebox.tall tr[aria-rowindex='10'] a");
    page.waitForTimeout(SETTLED_MS);
  }

  /** Turns the page into plain text: what the browser can do at all. */
  void plain() {
    page.evaluate(PLAIN);
    page.waitForTimeout(SETTLED_MS);
  }

  /** Scrolls down as a wheel does, so many pixels a second. */
  Seen scroll(int speed, int seconds) {
    JsonObject wheel = new JsonObject();
    wheel.addProperty("x", 600);
    wheel.addProperty("y", 450);
    wheel.addProperty("yDistance", -speed * seconds);
    wheel.addProperty("speed", speed);
    wheel.addProperty("gestureSourceType", "mouse");
    wheel.addProperty("preventFling", true);
    page.evaluate(WATCH);
    browser.send("Input.synthesizeScrollGesture", wheel);
    List<?> seen = (List<?>) page.evaluate(WATCHED);
    double frames = number(seen.get(0));
    return new Seen(frames * 1_000 / number(seen.get(1)), number(seen.get(2)) * 100 / frames);
  }

  /** Goes to a share of the whole height; milliseconds until all rows in sight were painted. */
  double jump(double share) {
    return number(page.evaluate(JUMP, share));
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }
}
