/**
 * When the pages say that they were made, as ISO 8601: now, or SOURCE_DATE_EPOCH (seconds since 1970),
 * with which the same records give the same bytes.
 */
export function madeAt(epoch = process.env['SOURCE_DATE_EPOCH']): string {
  const seconds = Number(epoch || NaN);
  return new Date(Number.isFinite(seconds) ? seconds * 1000 : Date.now()).toISOString();
}
