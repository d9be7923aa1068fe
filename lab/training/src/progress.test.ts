import { describe, expect, test } from 'vitest';
import { shortDuration, progressBar, progressLine } from './progress.ts';
import { createProgress } from './reporter.ts';

const progress = {
  label: 'train',
  done: 12,
  total: 30,
  loss: 0.6931,
  examplesPerSecond: 87.6,
  secondsLeft: 65,
};

test('a plain line says all', () => {
  expect(progressLine(progress)).toBe(
    'train  40% · 12/30 · loss 0.693 · 88 examples/s · 1 m 5 s left',
  );
});

test.each([
  [0.2, '0 s'],
  [59.6, '1 m 0 s'],
  [200, '3 m 20 s'],
  [7_500, '2 h 5 m'],
  [7_199, '2 h 0 m'],
])('%d seconds read %s', (seconds, text) => expect(shortDuration(seconds)).toBe(text));

test('the bar fits the columns, and falls back to text where it cannot', () => {
  for (const columns of [20, 60, 80, 200]) {
    expect(progressBar(progress, columns, false).length).toBeLessThanOrEqual(columns);
  }
  expect(progressBar(progress, 100, false)).toContain('━━━━━━━━━━━━──────────────────');
  expect(progressBar(progress, 20, false)).toBe('train  40% · 12/30 ·');
});

describe('createProgress', () => {
  function record(isTTY: boolean, env: NodeJS.ProcessEnv = {}) {
    let clock = 0;
    const written: string[] = [];
    const stream = { isTTY, columns: 100, write: (text: string) => written.push(text) };
    const reporter = createProgress({
      label: 'train',
      total: 100,
      initial: 10,
      stream,
      env,
      now: () => clock,
    });
    const run = (msPerStep: number) => {
      for (let done = 11; done <= 100; done++) {
        clock += msPerStep;
        reporter.update({ done, examples: (done - 10) * 8, loss: 1 });
      }
      reporter.end();
    };
    return { written, run };
  }

  test('plain lines come at tenths of the work, the last among them', () => {
    const { written, run } = record(false);
    run(100);
    expect(written).toHaveLength(10);
    expect(written.at(-1)).toBe('train 100% · 100/100 · loss 1.000 · 80 examples/s · 0 s left\n');
    expect(written.join('')).not.toContain('\x1b');
  });

  test('plain lines come at least every 30 s', () => {
    const { written, run } = record(false);
    run(15_000);
    expect(written.length).toBeGreaterThanOrEqual(45);
  });

  test('a resumed run counts its own steps towards the time left', () => {
    const { written, run } = record(false);
    run(1_000);
    expect(written[1]).toContain('1 m 19 s left');
  });

  test('on a terminal one line is drawn over itself, ten times a second at most', () => {
    const { written, run } = record(true);
    run(10);
    expect(written.length).toBeLessThanOrEqual(13);
    expect(written.slice(0, -1).every((text) => text.startsWith('\r'))).toBe(true);
    expect(written.at(-1)).toBe('\n');
    expect(written[0]).toContain('\x1b[36m');
  });

  test('a dumb terminal gets plain lines, without control sequences', () => {
    const { written, run } = record(true, { TERM: 'dumb' });
    run(100);
    expect(written).toHaveLength(10);
    for (const control of ['\x1b', '\r']) expect(written.join('')).not.toContain(control);
  });

  test('NO_COLOR takes the colours away', () => {
    const { written, run } = record(true, { NO_COLOR: '1' });
    run(10);
    expect(written.join('')).not.toContain('\x1b[3');
  });
});
