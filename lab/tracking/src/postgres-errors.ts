import { TrackingError, type TrackingErrorCode } from './errors.ts';

/** The error code for a Postgres error code or its prefix; see the appendix of Postgres's manual. */
const causes: Readonly<Record<string, TrackingErrorCode>> = {
  '08P01': 'CANNOT_OPEN', // a pooler refuses the settings of a connection
  '08': 'DATABASE_UNREACHABLE', // connection exception
  '57P': 'DATABASE_UNREACHABLE', // shuts down, starts up
  '53300': 'DATABASE_UNREACHABLE', // too many connections
  '28': 'CANNOT_OPEN', // unknown user, wrong password
  '3D': 'CANNOT_OPEN', // no such database
  '42501': 'READ_ONLY', // no privilege
  '25006': 'READ_ONLY', // a standby
  '53100': 'DISK_FULL',
  '55P03': 'DATABASE_BUSY', // waiting for a lock timed out
  XX: 'DATABASE_DAMAGED',
};

const remedies: Partial<Record<TrackingErrorCode, readonly [what: string, remedy: string]>> = {
  DATABASE_UNREACHABLE: [
    'cannot be reached',
    'Check that its server runs and takes connections from here, and run the same command again; an interrupted run goes on.',
  ],
  CANNOT_OPEN: [
    'cannot be opened',
    'Check the user, database and sslmode in SINGLORA_TRACKING_URL, and the password there, in PGPASSWORD or in ~/.pgpass. A pooler such as PgBouncer will not do.',
  ],
  READ_ONLY: [
    'cannot be written',
    'Give its user the right to create and write in the schema singlora.',
  ],
  DISK_FULL: [
    'cannot grow because its disk is full',
    'Free some space there and run the same command again; an interrupted run goes on.',
  ],
  DATABASE_BUSY: ['is locked by another process', 'Wait for it and run the same command again.'],
  DATABASE_DAMAGED: [
    'is damaged',
    'Ask whoever keeps the server; a copy made by pg_dump tells what can be read.',
  ],
};

/** The client's own messages on a connection that broke or could not be made; they have no code. */
const BROKEN =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered)/;
/** Its messages and Node's codes where no password is given, or the server's certificate or lack of one is refused. */
const REFUSED = /^(SASL|The server does not support SSL)/;
const CERTIFICATE = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY))/;
const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|ENET|EHOST)/;

/** Whether the server may become reachable again. */
export const isUnreachable = (error: unknown): boolean => causeOf(error) === 'DATABASE_UNREACHABLE';

function causeOf(error: unknown): TrackingErrorCode | undefined {
  if (error instanceof TrackingError) return undefined;
  if (!(error instanceof Error)) return undefined;
  // For a name with several addresses, each address has its own error.
  if (error instanceof AggregateError) return causeOf(error.errors[0]);
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  // A missing Unix socket means that no server is there.
  if (BROKEN.test(error.message) || NETWORK.test(code) || syscall === 'connect')
    return 'DATABASE_UNREACHABLE';
  if (REFUSED.test(error.message) || CERTIFICATE.test(code)) return 'CANNOT_OPEN';
  if ('severity' in error)
    return causes[code] ?? causes[code.slice(0, 3)] ?? causes[code.slice(0, 2)];
  return undefined;
}

/** Converts an error about the database at `path` into a named one; an error of another kind is returned unchanged. */
export function serverError(error: unknown, path: string): unknown {
  const cause = causeOf(error);
  const named = cause && remedies[cause];
  if (!named) return error;
  const { message, errors } = error as AggregateError;
  const reason = message || (errors as Error[]).map((one) => one.message).join('; ');
  return new TrackingError(cause, `${path} ${named[0]} (${reason}). ${named[1]}`, { cause: error });
}
