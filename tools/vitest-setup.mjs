import { restoreUtil } from '../lab/runtime/src/backends/restore-util.ts';

// Tests of layers below the one that starts backends load tfjs-node directly.
restoreUtil();

// A file in a shared process starts on the native backend, whatever the previous one chose.
const engine = globalThis._tfengine;
if (engine?.registry?.tensorflow && engine.backendName !== 'tensorflow')
  await engine.setBackend('tensorflow');
