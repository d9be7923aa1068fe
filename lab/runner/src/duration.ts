const units: Readonly<Record<string, number>> = { ms: 1e-3, s: 1, m: 60, h: 3600 };

/**
 * A time on the command line, in seconds: `30s`, `5m`, `1.5h`, `200ms`; `off` or a plain 0 is
 * undefined. Throws an Error that lists the accepted forms.
 */
export function parseDuration(text: string): number | undefined {
  if (text === 'off' || text === '0') return undefined;
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  if (number === undefined || unit === undefined) {
    throw new Error(`"${text}" is not a time such as 30s, 5m or 1h, nor "off"`);
  }
  return Number(number) * (units[unit] as number) || undefined;
}

/** A duration in readable form, from seconds: `45 s`, `12 min`, `3.4 h`. */
export function spoken(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
