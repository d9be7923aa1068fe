import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/files/temporary';
import type { TransferReport } from '@singlora/scaling';
import { describe, expect, it } from 'vitest';
import { runCheck } from '../../run-check.test.support.ts';
import check from '../check.ts';
import { measuredRecord } from '../record.ts';
import { readLosses } from './losses.ts';

const fixture = (name: string) => new URL(`../fixtures/${name}.jsonl`, import.meta.url).pathname;

async function judged(file: string, expected: number | null) {
  const said: string[] = [];
  const settings = { ...check.presets['default']!, measured: [file], expected };
  const [run] = await runCheck(check, settings, {
    record: measuredRecord,
    log: (line) => said.push(line),
  });
  return { said: said.join('\n'), result: run!.result as TransferReport };
}

describe('an MLP trained in PyTorch', () => {
  it('keeps its best rate in μP', async () => {
    const { result, said } = await judged(fixture('mlp-mup'), 0);
    expect(Math.abs(result.exponent!.slope)).toBeLessThan(0.1);
    expect(said).toMatch(/Beside the expected 0: as expected\. Its interval is ±0\.\d\d\./);
    expect(result.transferred.at(-1)!.kept.ratio!.value).toBeLessThan(1.2);
  });

  it('needs a lower one in the standard parametrisation', async () => {
    const { result, said } = await judged(fixture('mlp-standard'), 0);
    expect(result.exponent!.high).toBeLessThan(-0.3);
    expect(said).toMatch(/Beside the expected 0: not as expected/);
  });
});

describe('a file of losses', () => {
  const folder = folderForAllTests();

  const lines = [64, 128, 256].flatMap((width) =>
    [0, 1].flatMap((seed) =>
      [0.001, 0.003, 0.01].map((rate) => ({ width, seed, rate, loss: rate + 0.1 })),
    ),
  );
  const write = async (rows: readonly object[]) => {
    const file = join(folder, 'losses.jsonl');
    await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
    return file;
  };
  const written = async (rows: readonly object[]) => readLosses(await write(rows));

  it.each([
    ['diverge', null],
    ['jump to the loss of chance', 3],
  ])('decides nothing finer than its rates where they %s beside the best', async (_, beyond) => {
    const rates = [0.5, 1, 2, 4];
    const rows = [64, 128, 256].flatMap((width) =>
      [0, 1].flatMap((seed) =>
        // The largest stable rate falls as n^−0.2: by less than a step over all widths.
        rates.map((rate) => ({
          width,
          seed,
          rate,
          loss: rate < 3 * (width / 64) ** -0.2 ? 1 - rate / 10 : beyond,
        })),
      ),
    );
    const { said } = await judged(await write(rows), 0);
    expect(said).toMatch(
      /expected 0: undecided\. Its interval is ±0\.50, ±0\.50 of it since best rates lie beside/,
    );
  });

  it.each([0, null])(
    'decides nothing where the best rates are an end of those tried: %s',
    async (expected) => {
      const { said } = await judged(await write(lines), expected);
      expect(said).toMatch(/6 of 6 best rates are an end of those tried/);
      expect(said).not.toMatch(/as expected|Its interval/);
    },
  );

  it('may come in any order, with rates of one digit and losses that diverged', async () => {
    const diverged = { ...lines.at(-1)!, loss: null };
    const read = await written([...lines.slice(0, -1), diverged].reverse());
    expect(read).toMatchObject({ widths: [64, 128, 256], seeds: [0, 1] });
    expect(read.units).toHaveLength(6);
    expect(read.units.at(-1)).toEqual({ width: 256, seed: 1, losses: [0.101, 0.003 + 0.1, null] });
  });

  it.each([
    [[{ ...lines[0], loss: 0 }], /line 1: "loss": Too small/],
    [[lines[0]!, lines[0]!], /line 2 repeats width 64, seed 0, rate 0\.001/],
    [lines.slice(1), /has no line of width 64, seed 0, rate 0\.001/],
    [lines.filter(({ width }) => width < 256), /has 2 widths; the exponent of a best rate needs 3/],
    [lines.filter(({ seed }) => seed === 0), /has 1 seeds/],
    [
      lines.map((line) => ({ ...line, rate: line.rate === 0.003 ? 0.002 : line.rate })),
      /its 3 rates are not each as many times the one before \(0\.002 should be about 0\.00316\)/,
    ],
  ])('is refused by line, or by what it lacks: %#', async (rows, message) => {
    await expect(written(rows)).rejects.toThrow(message);
  });
});
