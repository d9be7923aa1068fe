export interface Quartiles {
  readonly low: number | null;
  readonly median: number | null;
  readonly high: number | null;
}

/** The quartiles of some losses, between neighbours by linear interpolation. A lost one, `null`, counts as endless. */
export function quartiles(values: readonly (number | null)[]): Quartiles {
  const sorted = values.map((value) => value ?? Infinity).sort((a, b) => a - b);
  const at = (share: number): number | null => {
    const place = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)] ?? NaN, sorted[Math.ceil(place)] ?? NaN];
    const value = below === above ? below : below + (place % 1) * (above - below);
    return Number.isFinite(value) ? value : null;
  };
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}
