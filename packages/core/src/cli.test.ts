import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeSafetensors } from '@singlora/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAdapter } from './adapter.ts';
import { program } from './cli.ts';
import { saveAdapter } from './node/save-load.ts';
import { trainedALittle } from './kit.methods.test.support.ts';
import { seeded, slotOf, startTensorFlow } from './kit.test.support.ts';
import { parseAdapterConfig } from './adapter-config.ts';

let folder: string;
beforeAll(async () => {
  await startTensorFlow();
  folder = await mkdtemp(join(tmpdir(), 'singlora-'));
  const slots = [slotOf('net.query', 5, 5), slotOf('net.up', 4, 6)];
  const config = parseAdapterConfig({ method: 'lora', r: 2, target_modules: ['query', 'up'] });
  const adapter = createAdapter(slots, config, seeded(1));
  await saveAdapter(join(folder, 'lora'), adapter, { parameters: trainedALittle(adapter, 2) });
  const weights = slots.map(
    ({ name, weight: { shape } }) =>
      [
        `${name}.weight`,
        { dtype: 'F32', shape, data: new Float32Array(shape[0]! * shape[1]!) },
      ] as const,
  );
  await writeSafetensors(join(folder, 'base.safetensors'), Object.fromEntries(weights));
});
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);

async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  await program((line) => lines.push(line)).parseAsync(['node', 'singlora', ...args]);
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

  it('merges', async () => {
    await run('merge', at('lora'), '--base', at('base.safetensors'), '--out', at('m.safetensors'));
    expect((await readFile(at('m.safetensors'))).length).toBeGreaterThan(49 * 4);
  });

  it('runs as a program without a build, with errors in one line and an exit code', async () => {
    const bin = fileURLToPath(new URL('../bin/singlora.js', import.meta.url));
    const exec = promisify(execFile);
    const { stdout } = await exec(process.execPath, [bin, 'inspect', at('lora')]);
    expect(stdout).toMatch(/method lora/);
    await expect(exec(process.execPath, [bin, 'inspect', at('nothing')])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: .*nothing.*\n$/) as string,
    });
  });
});
