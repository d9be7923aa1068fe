import { expect, test } from 'vitest';
import { orInterrupted } from './or-interrupted.ts';

const aborted = AbortSignal.abort();
const running = new AbortController().signal;
const stopped = () => Promise.resolve().then(() => aborted.throwIfAborted()) as Promise<never>;

test('work that the signal stopped was interrupted', async () => {
  expect(await orInterrupted(aborted, stopped)).toEqual({ status: 'interrupted' });
});

test('any other error is thrown, while stopping too, and so is an abort that nobody asked for', async () => {
  const full = () => Promise.reject(new Error('no space left'));
  await expect(orInterrupted(aborted, full)).rejects.toThrow('no space left');
  await expect(orInterrupted(running, stopped)).rejects.toMatchObject({ name: 'AbortError' });
});

test('work that ends well keeps its outcome', async () => {
  const done = { status: 'finished', summary: { steps: 4 } } as const;
  expect(await orInterrupted(aborted, () => Promise.resolve(done))).toBe(done);
});
