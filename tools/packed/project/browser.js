import { tryOut } from './adapter.js';

await tryOut();
