import { restoreUtil } from '../packages/runtime/src/backends/restore-util.ts';

// Tests of layers below the one that starts backends load tfjs-node themselves.
restoreUtil();

// A file that shares its process begins on the native backend, whatever the one before chose.
const engine = globalThis._tfengine;
if (engine?.registry?.tensorflow && engine.backendName !== 'tensorflow')
  await engine.setBackend('tensorflow');
