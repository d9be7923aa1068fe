import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { listenForStop } from './stop.ts';

/** A process that gets signals, at times in milliseconds, and the outcome. */
function given(...signals: [signal: NodeJS.Signals, at: number][]) {
  const program = new EventEmitter();
  const exits: number[] = [];
  const lines: string[] = [];
  const exit = (code: number) => void exits.push(code);
  let clock = 0;
  const stop = listenForStop((line) => void lines.push(line), {
    program: Object.assign(program, { exit }),
    now: () => clock,
  });
  for (const [signal, at] of signals) {
    clock = at;
    program.emit(signal);
  }
  return { aborted: stop.signal.aborted, code: stop.exitCode, exits, lines };
}

describe('listenForStop', () => {
  it('asks for nothing by itself', () => {
    expect(given()).toMatchObject({ aborted: false, exits: [], lines: [] });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGUSR1', 128 + constants.signals.SIGUSR1],
    ['SIGUSR2', 128 + constants.signals.SIGUSR2],
  ] as const)('%s saves, says so once, and has the exit code %i', (signal, code) => {
    const { lines, ...stop } = given([signal, 0]);
    expect(stop).toEqual({ aborted: true, code, exits: [] });
    expect(lines).toEqual([expect.stringContaining('saving')]);
  });

  it('lets any number of SIGTERM and SIGHUP ask, at any time', () => {
    const stop = given(['SIGTERM', 0], ['SIGTERM', 1], ['SIGHUP', 900], ['SIGTERM', 5000]);
    expect(stop).toMatchObject({ aborted: true, code: 143, exits: [] });
    expect(stop.lines).toHaveLength(1);
  });

  it('stops at once on a second Ctrl-C, and not on one press that comes several times', () => {
    expect(given(['SIGINT', 0], ['SIGINT', 20], ['SIGINT', 500]).exits).toEqual([]);
    expect(given(['SIGINT', 0], ['SIGINT', 501]).exits).toEqual([130]);
    expect(given(['SIGINT', 0], ['SIGINT', 20], ['SIGINT', 700]).exits).toEqual([130]);
  });

  it('takes a first Ctrl-C after another signal for a first one', () => {
    const stop = given(['SIGTERM', 0], ['SIGINT', 1000]);
    expect(stop).toMatchObject({ code: 143, exits: [] });
    expect(given(['SIGTERM', 0], ['SIGINT', 1000], ['SIGINT', 2000]).exits).toEqual([130]);
  });
});
