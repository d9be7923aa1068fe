import { reasonOf } from '@singlora/core/errors';
import { exitCodes } from './explain.ts';

/**
 * Output to a closed terminal or an ended program, such as `head`, is lost, and the command continues. Where standard
 * output cannot be written otherwise, as on a full disk, the command says so, and fails at its end.
 */
export function surviveLostOutput(): void {
  process.stderr.on('error', () => undefined);
  let isCut = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isCut || error.code === 'EPIPE' || error.code === 'EIO') return; // EIO: a closed terminal
    isCut = true;
    console.error(`Error: The output is cut short: it cannot be written (${reasonOf(error)}).`);
    process.on('exit', () => (process.exitCode ||= exitCodes.failed));
  });
}
