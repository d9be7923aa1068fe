import { restoreUtil } from '../packages/runtime/src/backends/restore-util.ts';

// Tests of layers below the one that starts backends load tfjs-node themselves.
restoreUtil();
