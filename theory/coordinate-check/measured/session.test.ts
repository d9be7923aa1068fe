import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/files/temporary';
import { isFault, type ModuleReport } from '@singlora/scaling';
import { describe, expect, it } from 'vitest';
import { measuredRecord } from '../record.ts';
import check from '../check.ts';
import { linesOf } from '../examples/tfjs-mlp.ts';
import { runCheck } from '../../run-check.test.support.ts';

/** The path of a file that `fixtures/make.sh` recorded with the Python hook. */
const fixture = (name: string) => new URL(`../fixtures/${name}.jsonl`, import.meta.url).pathname;

const judge = async (...measured: string[]) =>
  runCheck(check, { ...check.presets['default']!, measured }, { record: measuredRecord });

const flaggedIn = (result: unknown, verdict: string) =>
  (result as { modules: ModuleReport[] }).modules.flatMap(({ name, steps }) =>
    steps
      .filter((step) => isFault(step) && step.verdict === verdict)
      .map(({ quantity, step }) => `${name} ${quantity} ${step}`),
  );

describe('networks of the kind of mup’s examples, in PyTorch', () => {
  it.each(['mlp', 'transformer'])(
    '%s: explodes in the standard parametrisation, not in μP',
    async (model) => {
      const [standard, mup] = await judge(fixture(`${model}-standard`), fixture(`${model}-mup`));
      expect(flaggedIn(standard?.result, 'exploding')).toEqual(
        expect.arrayContaining(['readout change 1', 'readout change 3', 'readout largestChange 3']),
      );
      expect(flaggedIn(mup?.result, 'exploding')).toEqual([]);
      expect(flaggedIn(mup?.result, 'bends')).toEqual([]);
      // μP's readout starts small, which is not a fault: nothing else vanishes.
      const vanishing = flaggedIn(mup?.result, 'vanishing');
      expect(vanishing.filter((each) => !each.startsWith('readout size'))).toEqual([]);
      expect(mup?.says).not.toMatch(/[1-9]\d* of them exploding/);
    },
  );
});

describe('GPT-2 with LoRA of peft', () => {
  it('explodes at one rate for all widths; at n^−1/2 the standard readout may', async () => {
    const [one, half] = await judge(fixture('gpt2-lora'), fixture('gpt2-lora-half'));
    const layers = (result: unknown) =>
      new Set(flaggedIn(result, 'exploding').map((each) => each.split(' ')[0]?.split('.').at(-1)));
    expect(layers(one?.result)).toContain('lm_head');
    expect(layers(half?.result)).not.toContain('c_attn');
  });
});

describe('a run', () => {
  it('holds what the page reads, and counts a changed file as another', async () => {
    const [run] = await judge(fixture('mlp-mup'));
    expect(run?.plan).toEqual({
      label: 'mlp-mup.jsonl, measured elsewhere',
      config: { version: 2, preset: 'measured', measured: fixture('mlp-mup'), expect: [] },
    });
    expect(measuredRecord.result.parse(run?.result)).toMatchObject({
      widths: [64, 128, 256, 512],
      seeds: [0, 1, 2, 3, 4],
      losses: [{ verdict: 'learns' }, { verdict: 'learns' }, { verdict: 'learns' }],
    });
    const context = { log: () => {}, signal: new AbortController().signal, env: {} };
    const settings = { ...check.presets['default']!, measured: [fixture('mlp-mup')] };
    const session = await check.prepare(settings, context);
    expect(session.assetsOf?.(run!.plan)[0]?.sha256).toEqual({
      'mlp-mup.jsonl': expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  it('is not begun where one of the files is damaged', async () => {
    await expect(judge(fixture('mlp-mup'), fixture('none'))).rejects.toThrow(/none\.jsonl/);
  });
});

describe('the tfjs example', () => {
  const folder = folderForAllTests();

  it('explodes, in the standard parametrisation under Adam', async () => {
    const file = join(folder, 'run.jsonl');
    await writeFile(file, await linesOf([32, 64, 128, 256], [0, 1, 2]));
    const [run] = await judge(file);
    expect(flaggedIn(run?.result, 'exploding')).toEqual(
      expect.arrayContaining(['output change 1', 'output change 3']),
    );
    expect(flaggedIn(run?.result, 'exploding').some((each) => each.startsWith('hidden'))).toBe(
      false,
    );
  });
});
