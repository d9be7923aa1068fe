/**
 * The time that pages state for their build, as ISO 8601: now, or SOURCE_DATE_EPOCH (seconds since
 * 1970), which makes builds from the same records byte-identical.
 */
export function madeAt(epoch = process.env['SOURCE_DATE_EPOCH']): string {
  const seconds = Number(epoch || NaN);
  return new Date(Number.isFinite(seconds) ? seconds * 1000 : Date.now()).toISOString();
}
