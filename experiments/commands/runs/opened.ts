import { openForReading, type Tracking } from '@singlora/tracking';

/** Opens the database for some work, and closes it. */
export async function withTracking<T>(
  work: (tracking: Tracking) => Promise<T>,
  open: () => Promise<Tracking> = openForReading,
): Promise<T> {
  const tracking = await open();
  try {
    return await work(tracking);
  } finally {
    await tracking.close();
  }
}
