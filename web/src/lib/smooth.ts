/** An exponential moving average that does not lean to its first value: 0 leaves values as they are, 0.99 smooths most. */
export function smoothed(values: number[], weight: number): number[] {
  if (weight <= 0) return values;
  let last = 0;
  let share = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    last = last * weight + (1 - weight) * value;
    share = share * weight + (1 - weight);
    return last / share;
  });
}
