import { expect, test } from 'vitest';
import { orInterrupted, unlessStopped } from './or-interrupted.ts';

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

test('a helper that Ctrl-C ended too is no failure, and one that ended by itself is', async () => {
  const stop = new AbortController();
  const gone = () => {
    setImmediate(() => stop.abort());
    return Promise.reject(new Error('the service was stopped'));
  };
  await expect(unlessStopped(stop.signal, gone)).rejects.toMatchObject({ name: 'AbortError' });
  await expect(unlessStopped(running, gone)).rejects.toThrow('the service was stopped');
  expect(await unlessStopped(aborted, () => Promise.resolve(1))).toBe(1);
});
