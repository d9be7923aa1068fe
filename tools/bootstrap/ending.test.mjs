import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { endingOf } from './ending.mjs';

describe('endingOf', () => {
  it('keeps a program’s own exit code', () => {
    expect(endingOf(0, null)).toEqual({ code: 0 });
    expect(endingOf(7, null)).toEqual({ code: 7 });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGUSR2', 128 + constants.signals.SIGUSR2],
  ])('%s was asked for: code %i without a word', (signal, code) => {
    expect(endingOf(null, signal)).toEqual({ code });
  });

  it('says that a program was killed, or crashed', () => {
    expect(endingOf(null, 'SIGKILL')).toEqual({
      code: 137,
      words: 'was killed by SIGKILL, perhaps for lack of memory',
    });
    expect(endingOf(null, 'SIGSEGV')).toEqual({ code: 139, words: 'crashed (SIGSEGV)' });
  });
});
