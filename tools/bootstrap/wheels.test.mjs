import { expect, it } from 'vitest';
import { isKept, libraries } from './wheels.mjs';

it.each(Object.entries(libraries))(
  '%s pins every wheel by version, size and SHA-256',
  (_key, library) => {
    expect(library.unpackedBytes).toBeGreaterThan(0);
    for (const wheel of library.wheels) {
      expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(wheel.version).toMatch(/^\d+(\.\d+)+$/);
      expect(wheel.bytes).toBeGreaterThan(0);
    }
  },
);

it.each([
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.2.dylib',
  'tensorflow.libs/libomp-6196b3b5.so.5',
  'tensorflow/include/tensorflow/c/eager/c_api.h',
  'tensorflow/include/tensorflow/core/platform/ctstring_internal.h',
  'tensorflow/include/xla/tsl/c/tsl_status.h',
  'nvidia/cudnn/lib/libcudnn.so.9',
])('keeps %s', (name) => expect(isKept(name)).toBe(true));

it.each([
  'tensorflow/python/framework/ops.py',
  'tensorflow/python/_pywrap_tensorflow_internal.so',
  'tensorflow/include/google/protobuf/any.h',
  'nvidia/cudnn/include/cudnn.h',
])('leaves %s', (name) => expect(isKept(name)).toBe(false));
