import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, startChromium, whereFound } from './chromium.test.support.ts';

const example = new URL('../../examples/browser/', import.meta.url);
const bert = new URL('../../../models/src/fixtures/tiny-bert/', import.meta.url);

const words = ['good', 'bad', 'food', 'film', 'the', 'was', 'a', 'very'];
const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];
const vocabulary = Object.fromEntries([...special, ...words].map((word, id) => [word, id]));
const template = ['[CLS]', 'A', '[SEP]'].map((id) =>
  id === 'A' ? { Sequence: { id, type_id: 0 } } : { SpecialToken: { id, type_id: 0 } },
);
const tokenizer = {
  version: '1.0',
  added_tokens: special.map((content, id) => ({ id, content, special: true })),
  normalizer: { type: 'BertNormalizer', clean_text: true, lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: template,
    pair: template,
    special_tokens: Object.fromEntries(
      special.map((id, i) => [id, { id, ids: [i], tokens: [id] }]),
    ),
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: vocabulary,
  },
};
const sentences = [
  'nice: the food was good',
  'nice: a very good film',
  'nice: good food',
  'poor: the film was bad',
  'poor: a bad film',
  'poor: very bad food',
].join('\n');

let server: ChildProcessWithoutNullStreams;
let browser: Browser;
let page: Page;

/** The page's own server, as its README starts it. */
const serve = (port: number | string) =>
  spawn(process.execPath, [fileURLToPath(new URL('serve.mjs', example)), String(port)]);
const said = async (stream: NodeJS.ReadableStream) => String((await once(stream, 'data'))[0]);

const text = (id: string) => page.locator(id).textContent({ timeout: 60_000 });

/** Gives the page the tiny BERT, as a person chooses files. */
async function chooseModel(): Promise<void> {
  const file = async (name: string) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: await readFile(new URL(name, bert)),
  });
  const json = { mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(tokenizer)) };
  await page.setInputFiles('#files', [
    await file('config.json'),
    await file('model.safetensors'),
    { name: 'tokenizer.json', ...json },
  ]);
  await page.getByText('The model is ready.').waitFor();
  await page.fill('#sentences', sentences);
  await page.fill('#try', 'very bad food');
}

describe.skipIf(!chromiumPath())(`the example page in Chromium${whereFound}`, () => {
  beforeAll(async () => {
    server = serve(0);
    const [url] = /http:\S+/.exec(await said(server.stdout)) as unknown as [string];
    browser = await startChromium();
    page = await browser.newPage();
    await page.goto(url);
  });
  afterAll(async () => {
    server?.kill();
    await browser?.close();
  });

  it('is given threads by its server', async () => {
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
  });

  it('answers 404 for what it does not have, and stays', async () => {
    // Chromium's developer tools ask for this file.
    for (const path of ['.well-known/appspecific/com.chrome.devtools.json', 'favicon.ico'])
      expect((await fetch(new URL(path, page.url()))).status).toBe(404);
  });

  it('learns sentences, saves a folder as PEFT does, and opens it again', async () => {
    await chooseModel();
    await page.fill('#rate', '0.03');
    await page.fill('#steps', '');
    await page.click('#train');
    expect(await page.evaluate('document.activeElement.id')).toBe('steps');
    await page.fill('#steps', '80');
    await page.click('#train');
    // With a mean of less than 0.1 over six sentences, none of them is taken for the other.
    await page.getByText(/^Done: loss 0\.0/).waitFor({ timeout: 200_000 });
    const answer = await text('#answer');
    expect(answer).toMatch(/^nice [1-4]?\d %, poor \d+ %$/);

    const downloads: { name: string; buffer: Buffer; mimeType: string }[] = [];
    page.on('download', (one) => {
      void one.path().then(async (path) =>
        downloads.push({
          name: one.suggestedFilename(),
          buffer: await readFile(path),
          mimeType: 'application/octet-stream',
        }),
      );
    });
    await page.click('#save');
    await expect.poll(() => downloads.length, { timeout: 30_000 }).toBe(4);
    const config = downloads.find(({ name }) => name === 'adapter_config.json');
    expect(JSON.parse(config!.buffer.toString())).toMatchObject({
      peft_type: 'LORA',
      modules_to_save: ['classifier'],
      target_modules: ['query', 'value'],
    });

    // On a slow machine, WebAssembly is ready only after the files are chosen.
    let load = () => {};
    const chosen = new Promise<void>((resolve) => (load = resolve));
    await page.route('**/*.wasm', (route) => chosen.then(() => route.continue()));
    await page.reload();
    await chooseModel();
    await page.setInputFiles('#open', downloads);
    load();
    await page.getByText('Opened an adapter of 4 layers.').waitFor();
    expect(await text('#answer')).toBe(answer);
  });

  it('says that a port is taken', async () => {
    const { port } = new URL(page.url());
    const second = serve(port);
    expect(await said(second.stderr)).toMatch(
      new RegExp(`:${port}\\. Another port: serve.mjs 8001`),
    );
    expect(await once(second, 'close')).toEqual([1, null]);
  });

  it('says what is wrong with sentences', async () => {
    await page.fill('#sentences', 'no label here');
    await page.click('#train');
    await page.getByText('“no label here” has no label. Write “label: sentence”.').waitFor();
  });
});
