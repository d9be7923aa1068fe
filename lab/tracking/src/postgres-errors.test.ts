import { expect, test } from 'vitest';
import { serverError } from './postgres-errors.ts';

test.each([
  ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', undefined],
  ['The server does not support SSL connections', undefined],
  ['self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['self-signed certificate in certificate chain', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ['unable to verify the first certificate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['unsupported startup parameter in options: search_path', '08P01'],
  ["Hostname/IP does not match certificate's altnames", 'ERR_TLS_CERT_ALTNAME_INVALID'],
])('%s: the database and where its login stands are named', (message, code) => {
  const error = Object.assign(new Error(message), code && { code, severity: 'FATAL' });
  expect(serverError(error, 'postgres://lab@db/lab')).toMatchObject({
    code: 'CANNOT_OPEN',
    message: expect.stringMatching(/^postgres:\/\/lab@db\/lab cannot be opened .*PGPASSWORD/),
  });
});
