import { expect } from 'vitest';

/** Equal except for numbers, which must agree to 1e-12, relative above 1. */
export function expectSame(found: unknown, wanted: unknown, path: string): void {
  if (typeof wanted === 'number' && typeof found === 'number') {
    const apart = Math.abs(found - wanted) / Math.max(1, Math.abs(wanted));
    if (!(apart <= 1e-12)) expect.fail(`${path}: ${found} is not ${wanted}`);
  } else if (typeof wanted === 'object' && wanted !== null && typeof found === 'object') {
    expect(Object.keys(found ?? {}).sort(), path).toEqual(Object.keys(wanted).sort());
    for (const [key, value] of Object.entries(wanted))
      expectSame((found as Record<string, unknown>)[key], value, `${path}/${key}`);
  } else expect(found, path).toBe(wanted);
}
