import { Tokenizer } from '@huggingface/tokenizers';
import {
  createAdapter,
  packAdapter,
  parseAdapterConfig,
  unpackAdapter,
  type Adapter,
} from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { openBert, type SmallBertConfig, type SmallClassifier } from './model.ts';
import { batchesOf, batchOf, parseSentences } from './sentences.ts';
import { trainAdapter } from './train.ts';

const element = <E extends HTMLElement = HTMLInputElement>(id: string): E =>
  document.getElementById(id) as E;
const say = (id: string, text: string): void => void (element(id).textContent = text);

const hubModel = 'sentence-transformers/all-MiniLM-L6-v2';
const hub = `https://huggingface.co/${hubModel}/resolve/main/`;
const modelFiles = ['config.json', 'tokenizer.json', 'model.safetensors'];

type Files = Record<string, Uint8Array>;

setWasmPaths('./');
/** Where a thread of WebAssembly fails, the backend waits for it for ever. The page sees the thread's error, as one of its own. */
const threadFailed = new Promise<never>((_, reject) =>
  addEventListener('error', ({ error }) => {
    if (error instanceof ErrorEvent)
      reject(
        new Error(
          `A thread of WebAssembly failed: ${error.message}. If Vite built this page, see Other bundlers in its README.md.`,
        ),
      );
  }),
);
/** Files can be chosen while WebAssembly is still being compiled. */
const backend = Promise.race([tf.setBackend('wasm'), threadFailed]);

let base: Files | undefined;
let bert: ReturnType<typeof openBert> | undefined;
let baseModel: string | undefined;
let tokenizer: Tokenizer | undefined;
let trained:
  | {
      classifier: SmallClassifier;
      adapter: Adapter;
      parameters: NamedTensors;
      labels: readonly string[];
    }
  | undefined;

/** Runs the work of a click and shows its error beside it, in red. */
function on(event: string, id: string, output: string, work: () => Promise<void>): void {
  element(id).addEventListener(event, () => {
    element(output).className = '';
    work().catch((error: unknown) => {
      element(output).className = 'problem';
      say(output, error instanceof Error ? error.message : String(error));
    });
  });
}

async function chosen(id: string): Promise<Files> {
  const files = [...(element(id).files ?? [])];
  const read = files.map(
    async (file) => [file.name, new Uint8Array(await file.arrayBuffer())] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}

const json = (name: string): unknown => JSON.parse(new TextDecoder().decode(base?.[name]));

function useModel(files: Files, name?: string): void {
  const missing = modelFiles.filter((name) => !files[name]);
  if (missing.length > 0) throw new Error(`Missing: ${missing.join(', ')}.`);
  base = files;
  bert = undefined;
  baseModel = name;
  tokenizer = new Tokenizer(json('tokenizer.json') as object, {});
  say('model', 'The model is ready.');
  element<HTMLButtonElement>('train').disabled = false;
}

async function openClassifier(labels: number): Promise<SmallClassifier> {
  const config = json('config.json') as SmallBertConfig;
  await backend;
  bert ??= openBert(config, base?.['model.safetensors'] as Uint8Array);
  return (await bert)(labels);
}

function needTokenizer(): Tokenizer {
  if (!tokenizer) throw new Error('A model comes first.');
  return tokenizer;
}

function drawCurve(losses: readonly number[]): void {
  const most = Math.max(...losses);
  const points = losses.map(
    (loss, i) => `${i / Math.max(1, losses.length - 1)},${1 - loss / most}`,
  );
  document.getElementById('curve')?.setAttribute('points', points.join(' '));
}

async function answer(): Promise<void> {
  if (!trained) return;
  const { classifier, adapter, parameters, labels } = trained;
  const batch = batchOf(needTokenizer(), [element('try').value]);
  const shares = tf.tidy(() =>
    tf.softmax(classifier.logits(adapter.apply(parameters, tf.scalar(1)), batch)),
  );
  const told = [...(await shares.data())].map(
    (share, i) => `${labels[i]} ${(100 * share).toFixed(0)} %`,
  );
  shares.dispose();
  say('answer', told.join(', '));
}

on('click', 'fetch', 'model', async () => {
  say('model', 'Fetching …');
  const fetched = modelFiles.map(async (name) => {
    const reply = await fetch(hub + name);
    if (!reply.ok) throw new Error(`${name} cannot be fetched (${reply.status}).`);
    return [name, new Uint8Array(await reply.arrayBuffer())] as const;
  });
  useModel(Object.fromEntries(await Promise.all(fetched)), hubModel);
});

on('change', 'files', 'model', async () => useModel(await chosen('files')));

on('click', 'train', 'progress', async () => {
  if (!['rank', 'steps', 'rate'].every((id) => element(id).reportValidity())) return;
  const sentences = parseSentences(element('sentences').value);
  const { labels } = sentences;
  const config = parseAdapterConfig({
    method: element('method').value,
    r: element('rank').valueAsNumber,
    target_modules: ['query', 'value'],
    modules_to_save: ['classifier'],
  });
  const classifier = await openClassifier(labels.length);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  const adapter = createAdapter(classifier.slots, config, { uniform: Math.random, normal });
  const steps = element('steps').valueAsNumber;
  const losses: number[] = [];
  const parameters = await trainAdapter(classifier, adapter, {
    batches: batchesOf(needTokenizer(), sentences),
    steps,
    learningRate: element('rate').valueAsNumber,
    onStep: (step, loss) => {
      losses.push(loss);
      drawCurve(losses);
      say('progress', `Step ${step} of ${steps}, loss ${loss.toFixed(3)}`);
    },
  });
  trained = { classifier, adapter, parameters, labels };
  const { trainable } = adapter;
  say(
    'progress',
    `Done: loss ${losses.at(-1)?.toFixed(3)}, ${trainable.toLocaleString()} numbers trained.`,
  );
  element<HTMLButtonElement>('save').disabled = false;
  await answer();
});

on('input', 'try', 'answer', answer);

on('click', 'save', 'kept', async () => {
  if (!trained) return;
  const { adapter, parameters } = trained;
  const files = await packAdapter(adapter, {
    parameters,
    ...(baseModel !== undefined && { baseModel }),
  });
  for (const [name, bytes] of Object.entries(files)) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes]));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  }
  say('kept', `Saved ${Object.keys(files).join(', ')}: put them into one folder.`);
});

on('change', 'open', 'kept', async () => {
  needTokenizer();
  const { labels } = parseSentences(element('sentences').value);
  const classifier = await openClassifier(labels.length);
  const { adapter } = await unpackAdapter(await chosen('open'), classifier.slots);
  trained = { classifier, adapter, parameters: adapter.parameters, labels };
  say('kept', `Opened an adapter of ${adapter.targets.length} layers.`);
  element<HTMLButtonElement>('save').disabled = false;
  await answer();
});
