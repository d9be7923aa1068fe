import { describe, expect, it } from 'vitest';
import { Report, bytesForPeople } from './report.mjs';

function recorder(isTTY = false) {
  const written = [];
  return {
    stream: { isTTY, write: (text) => written.push(text) > 0 },
    text: () => written.join(''),
  };
}

it('writes sizes for people', () => {
  expect([950, 1e6, 230_236_181, 5.5e9].map(bytesForPeople)).toEqual([
    '1 kB',
    '1 MB',
    '230 MB',
    '5.5 GB',
  ]);
});

describe('Report', () => {
  it('prints plain lines, a quarter at a time, where there is no terminal', async () => {
    const { stream, text } = recorder();
    const report = new Report(stream);
    await report.phase('download', async (progress) => {
      for (let done = 0; done <= 100; done += 5) progress(done * 1e6, 100e6);
    });
    const lines = text()
      .trim()
      .split('\n')
      .map((line) => line.trim());
    expect(lines.slice(0, -1)).toEqual([
      'download …',
      ...[25, 50, 75, 100].map((percent) => `download … ${percent} % of 100 MB`),
    ]);
    expect(lines.at(-1)).toMatch(/^download: \d+\.\d s$/);
    expect(text()).not.toContain('\r');
  });

  it('moves one line on a terminal, and clears it when the phase fails', async () => {
    const { stream, text } = recorder(true);
    const failing = new Report(stream).phase('download', async () => {
      await new Promise((resolve) => setTimeout(resolve, 250));
      throw new Error('lost');
    });
    await expect(failing).rejects.toThrow('lost');
    expect(text()).toMatch(/^\r {2}download … \d+\.\d s/);
    expect(text().endsWith('\r\u001b[K')).toBe(true);
  });

  it('sums up by phase, and is silent when nothing was done', async () => {
    const report = new Report(recorder().stream);
    expect(report.summary()).toBe('');
    await report.phase('one', async () => {});
    await report.phase('two', async () => {});
    expect(report.summary()).toMatch(/^Set-up took .* s: one 0\.0 s, two 0\.0 s\.$/);
  });
});
