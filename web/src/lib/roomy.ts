/** Whether what is written right of a mark ends before the next one begins; `at` are the marks' places in order. */
export const roomy = (at: number[]) => (i: number, width: number): boolean => {
  const next = at[i + 1];
  return next === undefined || next - (at[i] ?? 0) >= width;
};

/** Chart text of 10.5 px is about so wide. */
export const wide = (text: string): number => text.length * 5.5 + 16;
