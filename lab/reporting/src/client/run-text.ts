/** A recorded value as text; a hash is shortened to its first digits. */
export function shownValue(value: unknown): string {
  if (typeof value === 'number')
    return Number.isInteger(value)
      ? value.toLocaleString('en')
      : String(Number(value.toPrecision(6)));
  if (value === undefined || value === null) return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[0-9a-f]{64}$/.test(text) ? text.slice(0, 12) : text;
}

/** A time to the minute, in the reader's time zone; `iso` is ISO 8601. */
export function timeText(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? '–' : time.toLocaleString('sv').slice(0, 16);
}

/** A duration in words, from seconds. */
export function tookText(seconds?: number): string {
  if (seconds === undefined) return '–';
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  if (whole < 60) return `${whole} s`;
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min`;
}
