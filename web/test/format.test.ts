import { describe, expect, it } from "vitest";
import { bytes, clip, duration, figure, integer, length, money, number, percent, plural, short, signed, stamp, version, words } from "../src/lib/format.ts";

describe("numbers", () => {
  it("groups from five digits on, so that years stay whole", () => {
    expect(integer(119390)).toBe("119\u202f390");
    expect(integer(2016)).toBe("2016");
    expect(integer(null)).toBe("–");
  });
  it("keeps about four significant digits", () => {
    expect(number(0.77012)).toBe("0.7701");
    expect(number(94.575)).toBe("94.58");
    expect(number(-6.38)).toBe("−6.38");
    expect(number(0)).toBe("0");
    expect(number(undefined)).toBe("–");
  });
  it("says small shares without saying none", () => {
    expect(percent(0.00003)).toBe("< 0.1 %");
    expect(percent(0)).toBe("0 %");
    expect(percent(0.1369)).toBe("13.7 %");
  });
  it("writes money with its sign before the currency", () => {
    expect(money(-38, "EUR")).toBe("−€38");
    expect(money(2.87, "EUR")).toBe("€2.87");
    expect(money(12, "SEK")).toBe("SEK 12");
  });
  it("signs differences", () => expect([signed(0.0132), signed(-0.002, 3), signed(0, 1)]).toEqual(["+0.0132", "−0.002", "±0.0"]));
});

describe("times", () => {
  it("are UTC, as the log has them", () => expect(stamp("2017-08-29T14:20:00Z")).toBe("2017-08-29 14:20"));
  it("says that there is none", () => expect(stamp(null)).toBe("none yet"));
  it("reads lengths", () => expect([0.0001, 0.4, 9.44, 41, 161, 3900, 3_690_000].map((s) => length(s))).toEqual(["< 1 ms", "400 ms", "9.4 s", "41 s", "2:41 min", "1 h 5 min", "42 d 17 h"]));
  it("reads ISO durations", () => expect([duration("P1Y2M"), duration("PT6H"), duration("P30D"), duration("soon")]).toEqual(["1 year 2 months", "6 hours", "30 days", "soon"]));
});

describe("names", () => {
  it("shortens digests and keeps their algorithm", () => expect(short("sha256:d07b52aa01ffee")).toBe("sha256:d07b52aa…"));
  it("writes versions alike", () => expect([version("7"), version(7), version("v7"), version(null)]).toEqual(["v7", "v7", "v7", "–"]));
  it("reads roles in any spelling", () => expect([words("dataScientist"), words("ml-engineer"), words("devOpsEngineer")]).toEqual(["Data scientist", "ML engineer", "DevOps engineer"]));
  it("clips, counts and weighs", () => expect([clip("abcdef", 4), plural(1, "column"), plural(3, "column"), bytes(1834201)]).toEqual(["abc…", "1 column", "3 columns", "1.8 MB"]));
});

it("shows a metric so that nearly nothing is not nothing", () => expect([0.71504, 656, 6e-8, -0.5, 0, undefined].map(figure)).toEqual(["0.7150", "656", "6.0e−8", "−0.5000", "0", "–"]));
