import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../errors.ts';
import { assetsIn, fixture, onEachBackend } from '../fixtures.test.support.ts';
import { describeCheckpoint, loadSequenceClassifier } from './load.ts';

const kinds = ['bert', 'distilbert', 'roberta', 'mpnet', 'gpt2', 'llama', 'llama-llama3'];
type Config = Record<string, unknown>;

onEachBackend('a configuration', () => {
  const folder = folderForEachTest();

  async function configOf(kind: string): Promise<Config> {
    await cp(fixture(`tiny-${kind}`), folder, { recursive: true });
    return JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as Config;
  }

  async function tried(config: Config): Promise<unknown> {
    await writeFile(join(folder, 'config.json'), JSON.stringify(config));
    const random = { uniform: () => 0.5, normal: () => 0.5 };
    return describeCheckpoint(assetsIn(folder))
      .then(() => loadSequenceClassifier(assetsIn(folder), { outputs: 3, random, freshHead: true }))
      .then(
        (model) => model.dispose(),
        (error: unknown) => error,
      );
  }

  describe.each(kinds)('of a %s', (kind) => {
    it('may state any number in any field: it is read or refused at once', async () => {
      const json = await configOf(kind);
      const fields = Object.keys(json).filter((name) => typeof json[name] === 'number');
      expect(fields.length).toBeGreaterThan(5);
      for (const field of fields)
        for (const value of [10_000, 1e9, 2 ** 53 - 1]) {
          const error = await tried({ ...json, [field]: value });
          if (error !== undefined) expect(error, field).toBeInstanceOf(ModelError);
        }
    });
  });

  it('of more layers than there are weights is refused with both numbers', async () => {
    const json = await configOf('bert');
    const error = (await tried({ ...json, num_hidden_layers: 3000 })) as Error;
    expect(error.message).toContain('3000 layers are described, and 2 are there');
    expect(error.message).toMatch(/and \d+ more/);
    expect(error.message.length).toBeLessThan(3000);
    const most = (await tried({ ...json, num_hidden_layers: 1e9 })) as Error;
    expect(most.message).toMatch(/is 1000000000, and at most 10000 layers are read/);
  });
});
