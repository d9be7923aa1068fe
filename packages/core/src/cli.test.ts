import { execFile, execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { folderForAllTests } from './disk/temporary.test.support.ts';
import { openSafetensors } from './formats/index.ts';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { program } from './cli.ts';
import { saveAdapter } from './node/save-load.ts';
import { combine, type Combination } from './files/combine.ts';
import { readAdapter } from './node/read.ts';
import { adapterOn, trainedALittle, updatesOf } from './kit.methods.test.support.ts';
import { difference, slotOf, startTensorFlow } from './kit.test.support.ts';
import { fileOfShapes } from './shapes.test.support.ts';

const folder = folderForAllTests();
beforeAll(async () => {
  await startTensorFlow();
  const slots = [slotOf('net.query', 5, 5), slotOf('net.up', 4, 6)];
  const adapter = adapterOn(slots, { method: 'lora', r: 2 });
  await saveAdapter(join(folder, 'lora'), adapter, { parameters: trainedALittle(adapter, 2) });
  const weights = slots.map(({ name, weight: { shape } }) => [`${name}.weight`, shape] as const);
  await writeFile(at('base.safetensors'), fileOfShapes(Object.fromEntries(weights)));
});

const at = (name: string) => join(folder, name);

async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const root = program((line) => lines.push(line));
  for (const command of root.commands)
    command.exitOverride().configureOutput({ writeErr: () => undefined });
  await root.parseAsync(['node', 'singlora', ...args]);
  return lines.join('\n');
}

describe('singlora', () => {
  it('inspects', async () => {
    expect(await run('inspect', at('lora'))).toMatch(
      /PEFT file, method lora.*\n40 adapter parameters/,
    );
    const json = JSON.parse(await run('inspect', at('lora'), '--json')) as { layers: unknown[] };
    expect(json.layers).toHaveLength(2);
  });

  it('tells of layers that the base has under other names', async () => {
    const shapes = { 'module.net.query.weight': [5, 5], 'module.net.up.weight': [6, 4] };
    await writeFile(at('wrapped.safetensors'), fileOfShapes(shapes));
    const base = ['--base', at('wrapped.safetensors')];
    const told = /base has 2 of .* net\.query\.weight → module\.net\.query\.weight/;
    expect(await run('inspect', at('lora'), ...base)).toMatch(told);
    const out = ['--out', at('wrapped-merged.safetensors')];
    expect(await run('merge', at('lora'), ...base, ...out)).toMatch(told);
    expect(await run('inspect', at('lora'), '--base', at('base.safetensors'))).not.toMatch(told);
  });

  it('converts to SingLoRA with residuals, and from there to every other form', async () => {
    const printed = await run('convert', at('lora'), '--to', 'singlora', '--out', at('sing'));
    expect(printed).toMatch(/net\.query +residual \d+\.\d %\nnet\.up +residual \d+\.\d %\nWrote/);
    expect(await run('inspect', at('sing'))).toMatch(/method singlora/);
    await run('convert', at('sing'), '--to', 'lora', '--out', at('again'));
    expect(await readFile(at('again/adapter_config.json'), 'utf8')).toMatch(/"LORA"/);
    await run('convert', at('sing'), '--to', 'kohya', '--out', at('k.safetensors'));
    await run('convert', at('sing'), '--to', 'diffusers', '--out', at('d.safetensors'));
    expect(await run('inspect', at('d.safetensors'))).toMatch(/diffusers file, method lora/);
  });

  it.each([
    ['convert', '--to', 'lora', '--out', ''],
    ['convert', '--to', 'kohya', '--out=some.safetensors', '--base', ''],
    ['merge', '--base=base.safetensors', '--out', ''],
    ['combine', 'other=1', '--out', ''],
  ])('takes no empty path for the current folder: %s %s', async (command, ...args) => {
    const adapter = command === 'combine' ? `${at('lora')}=1` : at('lora');
    await expect(run(command, adapter, ...args)).rejects.toThrow(/Expected a path/);
  });

  it('names layers by the part of a pipeline that the file is of, and tells where it does not say', async () => {
    const [part, ...paths] = ['transformer', 'p.safetensors', 'k2.safetensors', 'd2.safetensors'];
    const [given, kohya, diffusers] = paths.map(at) as [string, string, string];
    const from = ['convert', at('lora'), '--to', 'diffusers', '--out', given];
    expect(await run(...from)).toMatch(/named as those of a unet.*--component/);
    expect(await run(...from, '--component', part!)).not.toMatch(/unet/);
    expect(await run('convert', given, '--to', 'kohya', '--out', kohya)).not.toMatch(/unet/);
    const base = ['--base', at('base.safetensors')];
    await run('convert', kohya, ...base, '--to', 'diffusers', '--out', diffusers);
    for (const [path, prefix] of [
      [kohya, 'lora_transformer_net_'],
      [diffusers, 'transformer.net'],
    ] as const) {
      const file = await openSafetensors(path);
      await file.close();
      expect(file.names.filter((name) => !name.startsWith(prefix))).toEqual([]);
    }
  });

  it('merges', async () => {
    await run('merge', at('lora'), '--base', at('base.safetensors'), '--out', at('m.safetensors'));
    expect((await readFile(at('m.safetensors'))).length).toBeGreaterThan(49 * 4);
  });

  it('takes away what a merge that was stopped left behind', async () => {
    const script = `
      import { temporaryPath } from '@singlora/core/disk';
      import { mkdirSync, writeFileSync } from 'node:fs';
      mkdirSync(process.argv[1]);
      writeFileSync(temporaryPath(process.argv[1] + '/m.safetensors'), 'half');
    `;
    const flags = ['--conditions=@singlora/source', '--import=tsx', '--input-type=module'];
    execFileSync(process.execPath, [...flags, '--eval', script, at('stopped')]);
    expect(await readdir(at('stopped'))).toEqual([expect.stringMatching(/partial$/)]);
    const out = at('stopped/m.safetensors');
    await run('merge', at('lora'), '--base', at('base.safetensors'), '--out', out);
    expect(await readdir(at('stopped'))).toEqual(['m.safetensors']);
  });

  it('writes over no file that it reads, by whatever path', async () => {
    const [tensors, settings] = ['adapter_model.safetensors', 'adapter_config.json'].map((name) =>
      at(`lora/${name}`),
    ) as [string, string];
    const base = ['--base', at('base.safetensors')];
    const before = await Promise.all([tensors, settings, base[1]!].map((path) => readFile(path)));
    for (const args of [
      ['convert', tensors, '--to=singlora', '--out', at('lora')],
      ['convert', at('lora'), '--to=kohya', '--out', tensors],
      ['convert', at('lora'), ...base, '--to=diffusers', '--out', base[1]!],
      ['merge', at('lora'), ...base, '--out', tensors],
      ['merge', at('lora'), ...base, '--out', settings],
    ])
      await expect(run(...args)).rejects.toThrow(/being read/);
    const after = await Promise.all([tensors, settings, base[1]!].map((path) => readFile(path)));
    expect(after).toEqual(before);
  });

  it('says that an adapter is not there where the output is', async () => {
    const args = ['convert', at('nowhere'), '--to=lora', '--out', folder];
    await expect(run(...args)).rejects.toThrow(/Cannot read .*nowhere/);
  });

  describe('combine', () => {
    const pair = () => [`${at('lora')}=0.7`, `${at('sing=two')}=-0.3`];
    beforeAll(async () => {
      await run('convert', at('lora'), '--to', 'singlora', '--out', at('sing=two'));
    });

    it.each(['cat', 'svd', 'linear', 'ties'])(
      'makes one LoRA of two adapters: %s',
      async (type) => {
        const out = at(`combined-${type}`);
        await run('combine', ...pair(), `--type=${type}`, '--out', out);
        const [found, first, second] = await Promise.all(
          [out, at('lora'), at('sing=two')].map((path) => readAdapter(path)),
        );
        const expected = await combine(
          [
            { adapter: first!, weight: 0.7 },
            { adapter: second!, weight: -0.3 },
          ],
          type as Combination,
        );
        for (const [name, update] of updatesOf(expected))
          expect(difference(updatesOf(found!).get(name)!, update)).toBeLessThan(1e-6);
        expect(found!.config.r).toBe(type === 'cat' ? 4 : 2);
      },
    );

    it('takes a rank and a density', async () => {
      await run('combine', ...pair(), '--type=svd', '--rank=1', '--out', at('rank'));
      expect((await readAdapter(at('rank'))).config.r).toBe(1);
      await run('combine', ...pair(), '--type=ties', '--density=0', '--out', at('sparse'));
      for (const update of updatesOf(await readAdapter(at('sparse'))).values())
        expect(difference(update, tf.zerosLike(update))).toBe(0);
    });

    it.each([
      ['an unknown type', ['--type=sum'], /Allowed choices are cat, svd, linear, ties/],
      ['a weight that is none', ['x=much'], /such as style=0\.7/],
      ['no weight', ['x'], /such as style=0\.7/],
      ['a folder that is not there', [`nowhere=1`], /nowhere/],
      ['a setting of another type', ['--rank=2'], /--rank applies only to --type svd/],
      [
        'another setting of another type',
        ['--density=0.5'],
        /--density applies only to --type ties/,
      ],
      ['a rank of none', ['--rank=0', '--type=svd'], /from 1 up/],
      ['a density above one', ['--density=2', '--type=ties'], /from 0 to 1/],
    ])('refuses %s', async (_what, more, message) => {
      await expect(run('combine', ...pair(), ...more, '--out', at('none'))).rejects.toThrow(
        message,
      );
    });

    it('refuses one adapter, and to write where something is', async () => {
      const [one, two] = pair() as [string, string];
      await expect(run('combine', one, '--out', at('none'))).rejects.toThrow(/two or more/);
      await expect(run('combine', one, two, '--out', at('lora'))).rejects.toThrow(/being read/);
      await expect(run('combine', one, two, '--out', folder)).rejects.toThrow(/there already/);
    });
  });

  it('runs as a program without a build, with errors in one line and an exit code', async () => {
    const bin = fileURLToPath(new URL('../bin/singlora.js', import.meta.url));
    const run = promisify(execFile)(process.execPath, [bin, 'inspect', at('nothing')]);
    await expect(run).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: .*nothing.*\n$/) as string,
    });
    const mistaken = promisify(execFile)(process.execPath, [bin, 'inspect', at('lora'), '--bse=x']);
    await expect(mistaken).rejects.toMatchObject({
      code: 1,
      stderr: "error: unknown option '--bse=x'\n",
    });
  });
});
