/** A surface over scattered points, and its level lines. */

export interface Scattered {
  x: number;
  y: number;
  z: number;
}

export interface Surface {
  columns: number;
  rows: number;
  /** Row by row from the lowest y; values at the grid's corners. */
  values: number[];
  lowest: number;
  highest: number;
}

/** So near, points count alike: runs with the same settings differ by chance. */
const SOFT = 0.04;

/** Each corner is the mean of all points, weighed by one over the square of their distance. Coordinates are shares of the plot, 0 to 1. */
export function surface(points: Scattered[], columns: number, rows: number): Surface {
  const values: number[] = [];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const x = c / (columns - 1);
      const y = r / (rows - 1);
      let sum = 0;
      let weights = 0;
      for (const p of points) {
        const w = 1 / ((p.x - x) ** 2 + (p.y - y) ** 2 + SOFT ** 2);
        sum += w * p.z;
        weights += w;
      }
      values.push(sum / weights);
    }
  }
  return { columns, rows, values, lowest: values.reduce((a, b) => Math.min(a, b), Infinity), highest: values.reduce((a, b) => Math.max(a, b), -Infinity) };
}

/** Segments of the line along which the surface has a height, in shares of the plot: marching squares. */
export function levelLine({ columns, rows, values }: Surface, level: number): [number, number, number, number][] {
  const at = (c: number, r: number): number => values[r * columns + c] ?? 0;
  const out: [number, number, number, number][] = [];
  for (let r = 0; r < rows - 1; r++) {
    for (let c = 0; c < columns - 1; c++) {
      const corners: [number, number, number][] = [[c, r, at(c, r)], [c + 1, r, at(c + 1, r)], [c + 1, r + 1, at(c + 1, r + 1)], [c, r + 1, at(c, r + 1)]];
      const cut: [number, number][] = [];
      for (let i = 0; i < 4; i++) {
        const [x0, y0, a] = corners[i] as [number, number, number];
        const [x1, y1, b] = corners[(i + 1) % 4] as [number, number, number];
        if (a < level !== b < level) {
          const t = (level - a) / (b - a);
          cut.push([(x0 + t * (x1 - x0)) / (columns - 1), (y0 + t * (y1 - y0)) / (rows - 1)]);
        }
      }
      for (let i = 0; i + 1 < cut.length; i += 2) out.push([...(cut[i] as [number, number]), ...(cut[i + 1] as [number, number])]);
    }
  }
  return out;
}
