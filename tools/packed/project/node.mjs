import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAdapter, saveAdapter } from '@singlora/core/node';
import { tryOut } from './adapter.js';

const { adapter, slots } = await tryOut();
const folder = await mkdtemp(join(tmpdir(), 'saved-'));
try {
  await saveAdapter(folder, adapter);
  await loadAdapter(folder, slots);
} finally {
  await rm(folder, { recursive: true });
}
