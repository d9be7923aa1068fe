import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/files/temporary';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../errors.ts';
import { assetsIn, fixture, onEachBackend } from '../fixtures.test.support.ts';
import { describeCheckpoint, loadSequenceClassifier } from './load.ts';

const kinds = ['bert', 'distilbert', 'roberta', 'mpnet', 'gpt2', 'llama', 'llama-llama3'];
type Config = Record<string, unknown>;

onEachBackend('a configuration', () => {
  const folder = folderForEachTest();

  async function tried(kind: string, change: Config): Promise<unknown> {
    await cp(fixture(`tiny-${kind}`), folder, { recursive: true });
    const path = join(folder, 'config.json');
    const json = JSON.parse(await readFile(path, 'utf8')) as Config;
    await writeFile(path, JSON.stringify({ ...json, ...change }));
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
      const json = JSON.parse(
        await readFile(fixture(`tiny-${kind}/config.json`), 'utf8'),
      ) as Config;
      const fields = Object.keys(json).filter((name) => typeof json[name] === 'number');
      expect(fields.length).toBeGreaterThan(5);
      for (const field of fields)
        for (const value of [10_000, 1e9, 2 ** 53 - 1]) {
          const error = await tried(kind, { [field]: value });
          if (error !== undefined) expect(error, field).toBeInstanceOf(ModelError);
        }
    });
  });

  it('of more layers than there are weights is refused with both numbers', async () => {
    const error = (await tried('bert', { num_hidden_layers: 3000 })) as Error;
    expect(error.message).toContain('3000 layers are described, and 2 are there');
    expect(error.message).toMatch(/and \d+ more/);
    expect(error.message.length).toBeLessThan(3000);
    const most = (await tried('bert', { num_hidden_layers: 1e9 })) as Error;
    expect(most.message).toMatch(/is 1000000000, and at most 10000 layers are read/);
  });
});
