import { readFileSync } from 'node:fs';
import { CodedError } from '@singlora/core/errors';
import { CommanderError } from 'commander';
import { expect, it } from 'vitest';
import { UsageError } from './errors.ts';
import { explain } from './explain.ts';

class ShelfError extends CodedError<'SHELF_FULL'> {}

function thrown(by: () => unknown): unknown {
  try {
    return by();
  } catch (error) {
    return error;
  }
}

it.each([
  [new UsageError('Unknown preset.'), { exitCode: 2, printed: 'Unknown preset.' }],
  [new ShelfError('SHELF_FULL', 'No room.'), { exitCode: 1, printed: 'Error: No room.' }],
  [new CommanderError(0, 'commander.help', '(help)'), { exitCode: 0 }],
  [new CommanderError(1, 'commander.unknownOption', 'unknown'), { exitCode: 2 }],
])('%s is told without a stack', (error, told) => {
  expect(explain(error)).toEqual(told);
});

it.each([
  ['ERR_INVALID_ARG_TYPE', () => readFileSync(undefined as never)],
  ['ENOENT', () => readFileSync('/no/such/file')],
])("Node's own %s is told with its stack", (code, by) => {
  const error = thrown(by);
  expect(error).toMatchObject({ code });
  expect(explain(error)).toEqual({ exitCode: 1, printed: error });
});
