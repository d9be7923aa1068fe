/** The text for a missing value. */
export const absent = '–';

type Maybe = number | undefined;
const isValue = (value: Maybe): value is number => value !== undefined && Number.isFinite(value);

/** 0.7142 → "71.4%". */
export function percent(share: Maybe, digits = 1): string {
  return isValue(share) ? `${points(share, digits)}%` : absent;
}

/** Percentage points without their sign: 0.0042 → "0.4". */
export const points = (share: Maybe, digits = 1): string => fixed(100 * (share ?? NaN), digits);

/** Signed percentage points: −0.0042 → "−0.4", 0 → "0.0". */
export const signedPoints = (share: Maybe, digits = 1): string =>
  signed(100 * (share ?? NaN), digits);

// Created once: toLocaleString with options creates one per call.
const whole = new Intl.NumberFormat('en-US');
const sixDigits = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });

/** 294912 → "294,912". */
export function count(value: Maybe): string {
  return isValue(value) ? minus(whole.format(Math.round(value))) : absent;
}

/** 75000 → "0.075M". */
export const millions = (value: Maybe): string =>
  isValue(value) ? `${Number((value / 1e6).toPrecision(3))}M` : absent;

/** A setting such as a learning rate: 0.0004 → "4e-4", 0.99 → "0.99", 1000 → "1,000". */
export function setting(value: Maybe): string {
  if (!isValue(value)) return absent;
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.01 || size >= 1e7))
    return minus(value.toExponential().replace('e+', 'e'));
  return minus(sixDigits.format(value));
}

/** A number with a fixed number of digits after the point: −0.987 → "−0.99". */
export function fixed(value: Maybe, digits = 2): string {
  return isValue(value) ? minus(value.toFixed(digits)) : absent;
}

/** The same with its sign: 0.0123 → "+0.012", 0 → "0.000". */
export function signed(value: Maybe, digits = 3): string {
  const text = fixed(value, digits);
  return isValue(value) && value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** A number to three significant digits, whole from 100 on: 1234.5 → "1,235", 43.21 → "43.2", 0.01234 → "0.0123". */
export function significant(value: Maybe): string {
  if (!isValue(value)) return absent;
  const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  const digits = Math.min(20, Math.max(0, 2 - magnitude));
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return minus(value.toLocaleString('en-US', fraction));
}

/** A ratio: 1.234 → "1.23×", 12.34 → "12.3×". */
export function ratio(value: Maybe): string {
  return isValue(value) ? `${fixed(value, value < 10 ? 2 : 1)}×` : absent;
}

/** A p-value: 0.2412 → "0.24", 0.0312 → "0.031", below a thousandth "< 0.001"; 0.05041 → "0.0504", on its side of 0.05. */
export function probability(p: Maybe): string {
  if (!isValue(p)) return absent;
  if (p < 0.001) return '< 0.001';
  if (Math.abs(p - 0.05) < 0.0005) return p.toFixed(4);
  return p.toFixed(p < 0.1 ? 3 : 2);
}

/** Seconds as a duration: "0.4 s", "42 s", "4 min 05 s", "2 h 07 min". */
export function duration(seconds: Maybe): string {
  if (!isValue(seconds)) return absent;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${pad(whole % 60)} s`;
  const rounded = Math.round(whole / 60);
  return `${Math.floor(rounded / 60)} h ${pad(rounded % 60)} min`;
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes in binary units: 1610612736 → "1.5 GiB". */
export function bytes(value: Maybe): string {
  if (!isValue(value)) return absent;
  let size = value;
  let unit = 0;
  while (Math.round(size) >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** "2026-11-24T16:05:00.000Z" → "2026-11-24 16:05 UTC". */
export function dateTime(iso: string | undefined): string {
  const time = new Date(iso ?? '');
  if (Number.isNaN(time.getTime())) return absent;
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `1 seed`, `3 seeds`. */
export const plural = (n: number, one: string): string => `${count(n)} ${one}${n === 1 ? '' : 's'}`;

/** "a", "a and b", "a, b and c". */
export const listing = (items: readonly string[]): string => joined(items, 'and');

/** "a", "a or b", "a, b or c". */
export const either = (items: readonly string[]): string => joined(items, 'or');

const joined = (items: readonly string[], word: 'and' | 'or') =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;

const pad = (value: number) => String(value).padStart(2, '0');

/** A typographic minus, and no negative zero. */
const minus = (text: string) => (/^-[0.,]+$/.test(text) ? text.slice(1) : text.replace(/^-/, '−'));
